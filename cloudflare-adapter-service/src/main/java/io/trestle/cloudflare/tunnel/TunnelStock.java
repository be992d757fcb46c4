package io.trestle.cloudflare.tunnel;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.ownership.ManagedComment;
import io.trestle.cloudflare.ownership.SecretVersion;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.saga.StoredState;
import io.trestle.cloudflare.saga.TunnelState.Provisioned;
import io.trestle.cloudflare.tunnel.TunnelEntity.Pooling;
import io.trestle.model.ModelId;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;

/** Tunnels that were made ahead: asked for, given to the tenant that comes first, and labelled with its name afterwards. */
@ApplicationScoped
public class TunnelStock {

    /** The work on the pool: {@link #FILL} and {@link #LABEL}, a row each. */
    public static final LeasedTable WORK = new LeasedTable("pool_work", "name", "pool_work");
    /** Asks for more tunnels. */
    public static final String FILL = "fill";
    /** Writes tenants into comments. */
    public static final String LABEL = "label";

    /**
     * A tunnel whose record's comment should name its tenant.
     *
     * @param comment what it should say
     */
    public record Unlabelled(String modelId, String tenant, String recordId, String comment) {
    }

    private final TunnelRepository tunnels;
    private final TunnelAnswers answers;
    private final TunnelNames names;
    private final LeaseWorkers workers;
    private final Clock clock;
    private final RandomGenerator random;

    @Inject
    TunnelStock(TunnelRepository tunnels, TunnelAnswers answers, TunnelNames names, LeaseWorkers workers, Clock clock) {
        this(tunnels, answers, names, workers, clock, new SecureRandom());
    }

    TunnelStock(TunnelRepository tunnels, TunnelAnswers answers, TunnelNames names, LeaseWorkers workers, Clock clock,
            RandomGenerator random) {
        this.tunnels = tunnels;
        this.answers = answers;
        this.names = names;
        this.workers = workers;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Asks for as many tunnels as the pool lacks, in one transaction that holds the lease's row: of two workers that both believe to be the
     * only one, one writes.
     *
     * @param atOnce asked for at the same time
     */
    public Uni<Void> fill(Lease lease, int size, int atOnce) {
        return Panache.withTransaction(() -> tunnels.holds(lease, WORK)
                .chain(held -> held ? tunnels.offered() : Uni.createFrom().nullItem())
                .chain(offered -> {
                    var making = offered == null ? 0 : offered.stream().filter(state -> state != StoredState.PROVISIONED).count();
                    var missing = offered == null ? 0 : Math.min(size - offered.size(), atOnce - making);
                    return Multi.createFrom().range(0, (int) Math.max(0, missing)).onItem().transformToUniAndConcatenate(nth -> ask())
                            .collect().last().replaceWithVoid();
                }));
    }

    /** There is one more, or one less: whether more are wanted is to be looked at when the caller's transaction is committed. */
    Uni<Void> goOn() {
        return workers.request(WORK, FILL);
    }

    /** The oldest claims first. */
    public Uni<List<Unlabelled>> unlabelled(int limit) {
        return Panache.withTransaction(() -> tunnels.forgetLabelsOfAbsent().chain(() -> tunnels.unlabelled(limit)))
                .map(found -> found.stream().map(tunnel -> new Unlabelled(tunnel.modelId, tunnel.tenant, String.valueOf(tunnel.recordId),
                        new ManagedComment(tunnel.modelId, tunnel.generation, tunnel.tenant).text())).toList());
    }

    /** The comment says it now, or there is no such record any more, and what comes in its place says it. */
    public Uni<Void> labelled(Unlabelled label) {
        return Panache.withTransaction(() -> tunnels.lock(label.modelId()).invoke(tunnel -> {
            if (tunnel != null && tunnel.pooling == Pooling.CLAIMED && tunnel.tenant.equals(label.tenant())
                    && label.recordId().equals(tunnel.recordId)) {
                tunnel.pooling = null;
            }
        }).replaceWithVoid());
    }

    /**
     * Gives nobody's tunnel to the tenant that asks, in the transaction of the caller, who holds its row.
     *
     * @return whether that answered the request: a standing tunnel, which nobody found changed, was asked for
     */
    Uni<Boolean> claim(TunnelEntity tunnel, TunnelRequestEntity request) {
        var offered = tunnel.pooling == Pooling.OFFERED;
        tunnel.tenant = request.tenant;
        tunnel.updatedAt = clock.instant();
        if (!offered) {
            tunnel.pooling = null;
            tunnel.secretPooled = false;
            return Uni.createFrom().item(false);
        }
        tunnel.pooling = Pooling.CLAIMED;
        tunnel.latestGeneration = tunnel.generation;
        // Its tenant hears of the connectors from the first look on.
        tunnel.health = null;
        tunnel.connectors = null;
        var ready = request.kind == RequestKind.PROVISION && request.generation == tunnel.generation
                && tunnel.state() instanceof Provisioned && tunnel.drift == null;
        return (ready ? hand(tunnel, request) : Uni.createFrom().voidItem())
                .chain(tunnels::flush)
                .chain(this::goOn).chain(() -> workers.request(WORK, LABEL))
                .replaceWith(ready);
    }

    private Uni<Void> hand(TunnelEntity tunnel, TunnelRequestEntity request) {
        request.begun = true;
        tunnel.service = request.service;
        tunnel.recipientKey = request.recipientKey;
        var line = new TunnelStepEntity();
        line.modelId = tunnel.modelId;
        line.requestId = request.requestId;
        line.at = clock.instant();
        line.step = tunnel.storedState.name();
        line.attempt = 1;
        line.outcome = "DONE";
        line.detail = "stood ready in the pool";
        return answers.succeed(request, tunnel).chain(() -> tunnels.add(line));
    }

    private Uni<Void> ask() {
        var tunnel = new TunnelEntity();
        tunnel.modelId = ModelId.generate(random).value();
        tunnel.tenant = TunnelNames.NOBODY;
        tunnel.hostname = names.hostname(tunnel.modelId);
        tunnel.pooling = Pooling.OFFERED;
        tunnel.secret(SecretVersion.POOLED);
        tunnel.createdAt = clock.instant();
        tunnel.updatedAt = tunnel.createdAt;
        var request = new TunnelRequestEntity();
        request.modelId = tunnel.modelId;
        request.requestId = "pool-" + UUID.randomUUID();
        request.tenant = tunnel.tenant;
        request.kind = RequestKind.POOL;
        request.generation = tunnel.generation;
        request.receivedAt = tunnel.createdAt;
        return tunnels.add(tunnel).chain(() -> tunnels.add(request)).chain(tunnels::flush)
                .chain(() -> workers.request(TunnelWorker.TABLE, tunnel.modelId));
    }
}
