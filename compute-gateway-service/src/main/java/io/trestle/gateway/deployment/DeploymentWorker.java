package io.trestle.gateway.deployment;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.deployment.DeployTarget.Progress;
import io.trestle.gateway.deployment.Deployment.State;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.compute.DeploymentTarget;
import io.trestle.model.compute.RemovalCause;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;

/** Takes deployments from state to state, each step leased and committed. */
@ApplicationScoped
class DeploymentWorker {

    private static final Logger LOG = Logger.getLogger(DeploymentWorker.class);
    static final LeasedTable TABLE = new LeasedTable("deployment", "id", DeploymentStore.CHANNEL);

    /** Deployments wait for a cluster, not for this process. */
    private static final int AT_ONCE = 32;
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final DeploymentStore store;
    private final HostTarget hosts;
    private final KubernetesTarget kubernetes;
    private final GatewayConfig gateway;
    private final Clock clock;

    DeploymentWorker(DeploymentStore store, HostTarget hosts, KubernetesTarget kubernetes, GatewayConfig gateway, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.kubernetes = kubernetes;
        this.gateway = gateway;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, LeaseWorkers workers) {
        if (gateway.store() == GatewayConfig.Store.POSTGRES) {
            workers.start(TABLE, AT_ONCE, LEASE, this::work);
        }
    }

    Uni<LeaseOutcome> work(Lease lease) {
        return store.find(UUID.fromString(lease.id())).chain(deployment -> {
            if (deployment == null) {
                return Uni.createFrom().item(LeaseOutcome.done());
            }
            return switch (deployment.state()) {
                case REQUESTED, APPLIED -> advance(lease, deployment);
                case FAILING -> target(deployment).remove(deployment)
                        .chain(() -> store.ended(lease, deployment)).replaceWith(LeaseOutcome.done())
                        .onFailure().recoverWithUni(failure -> leaveBehind(lease, deployment, failure));
                case REMOVING -> target(deployment).remove(deployment)
                        .chain(() -> store.ended(lease, deployment)).replaceWith(LeaseOutcome.done());
                case FAILED -> target(deployment).remove(deployment).replaceWith(LeaseOutcome.done());
                default -> Uni.createFrom().item(LeaseOutcome.done());
            };
        });
    }

    /** Whoever waits is told now; what there is of it is taken away when the cluster is back. */
    private Uni<LeaseOutcome> leaveBehind(Lease lease, Deployment deployment, Throwable failure) {
        LOG.warnf("What is left of %s is taken away later: %s", deployment, failure.toString());
        return store.ended(lease, deployment).replaceWith(LeaseOutcome.retryAfter(LATER));
    }

    private Uni<LeaseOutcome> advance(Lease lease, Deployment deployment) {
        var late = clock.instant().isAfter(deployment.giveUpAt());
        return target(deployment).advance(deployment)
                .onFailure().recoverWithItem(failure -> delayed(deployment, failure, late))
                .chain(progress -> note(lease, deployment, progress, late));
    }

    private static Progress delayed(Deployment deployment, Throwable failure, boolean late) {
        var why = ClusterRefusal.passing(failure);
        if (late) {
            return new Progress.Refused(DeploymentFailure.CLUSTER_FAILED, "The cluster could not be used in time: " + why);
        }
        var note = "The cluster cannot be used now: " + why;
        if (!note.equals(deployment.progress())) {
            LOG.warnf("%s waits and is tried again: %s", deployment, failure.toString());
        }
        return new Progress.Underway(deployment.state() == State.APPLIED, note);
    }

    private Uni<LeaseOutcome> note(Lease lease, Deployment deployment, Progress progress, boolean late) {
        if (progress instanceof Progress.Available available) {
            return store.ready(lease, deployment, available.entrance(), available.guarded()).replaceWith(LeaseOutcome.done());
        }
        if (progress instanceof Progress.Refused refused) {
            return store.failing(lease, refused.reason(), refused.detail()).replaceWith(LeaseOutcome.retryAfter(Duration.ZERO));
        }
        var underway = (Progress.Underway) progress;
        return late
                ? store.failing(lease, DeploymentFailure.NOT_AVAILABLE, "It did not become available in time: " + underway.note())
                        .replaceWith(LeaseOutcome.retryAfter(Duration.ZERO))
                : store.note(lease, underway.applied() ? State.APPLIED : deployment.state(), underway.note())
                        .replaceWith(LeaseOutcome.retryAfter(PAUSE));
    }

    private DeployTarget target(Deployment deployment) {
        return deployment.target() == DeploymentTarget.HOST ? hosts : kubernetes;
    }

    /** What a wallet deployed ends with its lease. */
    @Scheduled(every = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> endLeases() {
        if (gateway.lease() != GatewayConfig.LeasePolicy.DBC || gateway.store() != GatewayConfig.Store.POSTGRES) {
            return Uni.createFrom().voidItem();
        }
        return store.withoutRental()
                .onItem().transformToMulti(wallets -> Multi.createFrom().iterable(wallets))
                .onItem().transformToUniAndConcatenate(wallet -> store.undeploy(wallet, RemovalCause.LEASE_ENDED))
                .collect().last().replaceWithVoid();
    }
}
