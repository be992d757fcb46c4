package io.trestle.gateway.deployment;

import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.gateway.deployment.Deployment.State;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.compute.RemovalCause;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.json.JsonObject;

/** Deployments that survive this process: stored first, then worked on by whichever replica is free. */
final class StoredDeployments implements Deployments {

    /** Behind the notifications, which can be lost. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final DeploymentStore store;
    private final Notifications notifications;
    private final DeploymentConfig config;

    StoredDeployments(DeploymentStore store, Notifications notifications, DeploymentConfig config) {
        this.store = store;
        this.notifications = notifications;
        this.config = config;
    }

    @Override
    public Uni<DeploymentOutcome> deploy(WalletAddress wallet, String input) {
        return CallerContext.returnTo(store.request(wallet, config.target(), input)
                .chain(this::decided)
                .ifNoItem().after(config.answerWithin()).recoverWithItem(new DeploymentOutcome.Pending()));
    }

    private Uni<DeploymentOutcome> decided(UUID id) {
        var told = notifications.on(DeploymentStore.CHANNEL).filter(payload -> payload.isEmpty() || payload.equals(id.toString()));
        return Multi.createBy().merging().streams(Multi.createFrom().ticks().every(LOOK).onOverflow().drop().map(String::valueOf), told)
                .onOverflow().drop()
                .onItem().transformToUniAndConcatenate(hint -> store.find(id).map(StoredDeployments::outcome))
                .filter(outcome -> !(outcome instanceof DeploymentOutcome.Pending))
                .toUni();
    }

    private static DeploymentOutcome outcome(@Nullable Deployment deployment) {
        if (deployment == null || deployment.state() == State.FAILED) {
            var reason = deployment == null ? null : deployment.reason();
            var detail = deployment == null ? null : deployment.detail();
            return new DeploymentOutcome.Failed(reason == null ? DeploymentFailure.OTHER : reason, detail == null ? "" : detail);
        }
        return switch (deployment.state()) {
            case READY, REMOVING, REMOVED -> new DeploymentOutcome.Ready();
            default -> new DeploymentOutcome.Pending();
        };
    }

    @Override
    public Uni<Boolean> undeploy(WalletAddress wallet) {
        return store.undeploy(wallet, RemovalCause.UNDEPLOYED);
    }

    @Override
    public Uni<JsonObject> status(WalletAddress wallet) {
        return store.latest(wallet).chain(latest -> store.serving(wallet).map(serving -> {
            var status = new JsonObject().put("wallet", wallet.text());
            if (serving != null) {
                status.put("serving", view(serving));
            }
            if (latest != null && (serving == null || !latest.id().equals(serving.id()))) {
                status.put("latest", view(latest));
            }
            return status;
        }));
    }

    private static JsonObject view(Deployment deployment) {
        var view = new JsonObject().put("id", deployment.id().toString()).put("state", lower(deployment.state()))
                .put("target", lower(deployment.target())).put("source", deployment.publicSource())
                .put("created_at", deployment.createdAt().toString());
        var reason = deployment.reason();
        if (deployment.progress() != null) {
            view.put("progress", deployment.progress());
        }
        if (reason != null) {
            view.put("reason", lower(reason).replace('_', '-')).put("detail", deployment.detail());
        }
        return view;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
