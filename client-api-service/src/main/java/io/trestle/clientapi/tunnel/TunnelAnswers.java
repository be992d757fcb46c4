package io.trestle.clientapi.tunnel;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.tunnel.CredentialVault.UnreadableCredentialException;
import io.trestle.model.tunnel.OwnedTunnelEvent;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelDeprovisioningFailed;
import io.trestle.model.tunnel.TunnelDrifted;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelHealthChanged;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.model.tunnel.TunnelRotationFailed;
import io.trestle.runtime.inbox.PoisonRecordException;

/**
 * Takes the adapter's answers and observations, in the transaction that notes them as consumed. An answer moves the tunnel only where it
 * is the first one to the latest request: what overtook it decides otherwise.
 */
@ApplicationScoped
class TunnelAnswers {

    private static final Logger LOG = Logger.getLogger(TunnelAnswers.class);
    /** Request ids of what was asked of the adapter itself, over HTTP, begin so. */
    private static final String ASKED_OF_THE_ADAPTER = "http-";

    private final TunnelRepository tunnels;
    private final TunnelRequestRepository requests;
    private final RequestAnswers answers;
    private final CredentialVault vault;
    private final Clock clock;

    TunnelAnswers(TunnelRepository tunnels, TunnelRequestRepository requests, RequestAnswers answers, CredentialVault vault, Clock clock) {
        this.tunnels = tunnels;
        this.requests = requests;
        this.answers = answers;
        this.vault = vault;
        this.clock = clock;
    }

    /** @return fails with {@link PoisonRecordException} for a model or request that this service does not have */
    Uni<Void> take(OwnedTunnelEvent event) {
        return tunnels.lock(event.modelId())
                .onItem().ifNull().failWith(() -> new PoisonRecordException("There is no model '" + event.modelId() + "'"))
                .invoke(tunnel -> refuseForeign(tunnel, event))
                .chain(tunnel -> apply(tunnel, event));
    }

    private Uni<Void> apply(TunnelEntity tunnel, OwnedTunnelEvent event) {
        if (event instanceof TunnelProvisioned it) {
            if (isUnasked(it.requestId())) {
                return unasked(tunnel, () -> stands(tunnel, it.tunnelId(), it.hostname(), it.credential()));
            }
            return answer(tunnel, it.requestId(), request -> stands(tunnel, request, it.tunnelId(), it.hostname(), it.credential()));
        }
        if (event instanceof TunnelRotated it) {
            if (isUnasked(it.requestId())) {
                return unasked(tunnel, () -> stands(tunnel, it.tunnelId(), it.hostname(), it.credential()));
            }
            return answer(tunnel, it.requestId(), request -> stands(tunnel, request, it.tunnelId(), it.hostname(), it.credential()));
        }
        if (event instanceof TunnelDeprovisioned it) {
            if (isUnasked(it.requestId())) {
                return unasked(tunnel, () -> gone(tunnel));
            }
            return answer(tunnel, it.requestId(), request -> gone(tunnel, request));
        }
        if (event instanceof TunnelProvisioningFailed it) {
            return answer(tunnel, it.requestId(), request -> failed(tunnel, request, TunnelStatus.FAILED, it.reason(), it.detail()));
        }
        if (event instanceof TunnelRotationFailed it) {
            // a tunnel that Cloudflare no longer has can only be registered again
            var outcome = it.reason() == TunnelFailure.NOT_FOUND ? TunnelStatus.FAILED : TunnelStatus.READY;
            return answer(tunnel, it.requestId(), request -> failed(tunnel, request, outcome, it.reason(), it.detail()));
        }
        if (event instanceof TunnelDeprovisioningFailed it) {
            return answer(tunnel, it.requestId(),
                    request -> failed(tunnel, request, TunnelStatus.DELETION_FAILED, it.reason(), it.detail()));
        }
        observe(tunnel, event);
        return Uni.createFrom().voidItem();
    }

    private interface Effect {
        Uni<Void> on(TunnelRequestEntity request);
    }

    private Uni<Void> answer(TunnelEntity tunnel, String requestId, Effect effect) {
        if (isUnasked(requestId)) {
            // It failed, so the tunnel is as it was; whoever asked the adapter is told there.
            return Uni.createFrom().voidItem();
        }
        return requests.find(uuid(requestId), tunnel.modelId)
                .onItem().ifNull().failWith(() -> new PoisonRecordException("Model '" + tunnel.modelId + "' made no such request"))
                .chain(request -> {
                    var current = request.state == TunnelRequestEntity.State.OPEN && request.id.equals(tunnel.requestId);
                    LOG.debugf("Answer to %s request %s of model %s%s", request.kind, request.id, tunnel.modelId,
                            current ? "" : " comes too late");
                    return current ? effect.on(request) : Uni.createFrom().voidItem();
                });
    }

    private static boolean isUnasked(String requestId) {
        return requestId.startsWith(ASKED_OF_THE_ADAPTER);
    }

    /**
     * Somebody repaired, rotated or removed the tunnel at the adapter. While an answer to a request of ours is still to come, that one decides:
     * the adapter takes requests in their order, so it carries the newest credential.
     */
    private static Uni<Void> unasked(TunnelEntity tunnel, Supplier<Uni<Void>> effect) {
        LOG.infof("The tunnel of model %s was changed at the adapter (%s here)", tunnel.modelId, tunnel.status);
        return switch (tunnel.status) {
            case READY, FAILED, DELETION_FAILED -> effect.get();
            case PROVISIONING, ROTATING, DELETING, DELETED -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> stands(TunnelEntity tunnel, String tunnelId, String hostname, String credential) {
        return vault.store(tunnel.modelId, tunnelId, credential)
                .invoke(() -> tunnel.stands(tunnelId, hostname, clock.instant()))
                .onFailure(UnreadableCredentialException.class).recoverWithItem(failure -> {
                    unreadable(tunnel, failure);
                    return null;
                });
    }

    private Uni<Void> stands(TunnelEntity tunnel, TunnelRequestEntity request, String tunnelId, String hostname, String credential) {
        return vault.store(tunnel.modelId, tunnelId, credential)
                .invoke(() -> tunnel.stands(tunnelId, hostname, clock.instant()))
                .chain(() -> answers.succeeded(request))
                .onFailure(UnreadableCredentialException.class).recoverWithUni(failure -> unreadable(tunnel, request, failure));
    }

    /** The tunnel stands, but nobody can connect to it: a person must know, and asking again helps. */
    private Uni<Void> unreadable(TunnelEntity tunnel, TunnelRequestEntity request, Throwable failure) {
        return answers.failed(request, FailureReason.CREDENTIAL_UNREADABLE, unreadable(tunnel, failure));
    }

    private String unreadable(TunnelEntity tunnel, Throwable failure) {
        var detail = "The tunnel stands, but its credential cannot be read: " + failure.getMessage() + ". Register the model again";
        LOG.errorf("Model %s: %s", tunnel.modelId, detail);
        tunnel.failed(TunnelStatus.FAILED, FailureReason.CREDENTIAL_UNREADABLE, detail, clock.instant());
        return detail;
    }

    private Uni<Void> failed(TunnelEntity tunnel, TunnelRequestEntity request, TunnelStatus outcome, TunnelFailure reason, String detail) {
        var code = FailureReason.of(reason);
        tunnel.failed(outcome, code, detail, clock.instant());
        return answers.failed(request, code, detail);
    }

    private Uni<Void> gone(TunnelEntity tunnel, TunnelRequestEntity request) {
        return gone(tunnel).chain(() -> answers.succeeded(request));
    }

    private Uni<Void> gone(TunnelEntity tunnel) {
        tunnel.gone(clock.instant());
        return vault.forget(tunnel.modelId);
    }

    private static void observe(TunnelEntity tunnel, OwnedTunnelEvent event) {
        if (event instanceof TunnelHealthChanged it && isNewer(it.observedAt(), tunnel.healthAt)) {
            tunnel.health = it.health();
            tunnel.connectors = it.connectors();
            tunnel.suspicious = it.suspicious();
            tunnel.healthAt = it.observedAt();
        } else if (event instanceof TunnelDrifted it && isNewer(it.observedAt(), tunnel.driftAt)) {
            tunnel.drift = it.detail();
            tunnel.driftAt = it.observedAt();
        }
    }

    private static boolean isNewer(Instant observed, @Nullable Instant known) {
        return known == null || observed.isAfter(known);
    }

    private static void refuseForeign(TunnelEntity tunnel, OwnedTunnelEvent event) {
        if (!tunnel.tenant.equals(event.tenant())) {
            throw new PoisonRecordException("Model '" + event.modelId() + "' belongs to another tenant");
        }
    }

    private static UUID uuid(String requestId) {
        try {
            return UUID.fromString(requestId);
        } catch (IllegalArgumentException e) {
            throw new PoisonRecordException("The request id is no UUID");
        }
    }
}
