package io.trestle.cloudflare.tunnel;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.credential.CredentialCipher;
import io.trestle.cloudflare.ingress.IngressRules;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.tunnel.TunnelEntity.Pooling;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.runtime.lease.LeaseWorkers;

/**
 * Takes requests in: what is impossible, late or unknown is answered at once; the rest waits in the order of arrival for the worker. A
 * request that overtakes others answers them. Runs in the transaction of its caller, under the lock of the tunnel's row.
 */
@ApplicationScoped
class TunnelIntake {

    private final TunnelRepository tunnels;
    private final TunnelAnswers answers;
    private final TunnelStock stock;
    private final TunnelNames names;
    private final LeaseWorkers workers;
    private final Clock clock;

    TunnelIntake(TunnelRepository tunnels, TunnelAnswers answers, TunnelStock stock, TunnelNames names, LeaseWorkers workers, Clock clock) {
        this.tunnels = tunnels;
        this.answers = answers;
        this.stock = stock;
        this.names = names;
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * @param request new, not stored yet; one whose id the model has seen already changes nothing
     * @param askedAt when whoever asks committed to it
     */
    Uni<Void> take(TunnelRequestEntity request, Instant askedAt) {
        return tunnels.lock(request.modelId).chain(tunnel -> tunnels.request(request.modelId, request.requestId)
                .chain(known -> known != null
                        ? Uni.createFrom().voidItem()
                        : tunnels.add(request).chain(() -> decide(request, tunnel, askedAt))));
    }

    private Uni<Void> decide(TunnelRequestEntity request, @Nullable TunnelEntity tunnel, Instant askedAt) {
        var impossible = whyImpossible(request);
        if (impossible != null) {
            return answers.fail(request, TunnelFailure.INVALID_COMMAND, impossible);
        }
        if (tunnel != null && tunnel.isNobodys() && !request.isOurs()) {
            return stock.claim(tunnel, request)
                    .chain(answered -> answered ? Uni.createFrom().voidItem() : decide(request, tunnel, askedAt));
        }
        return switch (request.kind) {
            case PROVISION, REPAIR -> provision(request, tunnel, askedAt);
            case ROTATE -> rotate(request, tunnel);
            case DEPROVISION -> deprovision(request, tunnel, askedAt);
            case POOL -> Uni.createFrom().failure(() -> new IllegalArgumentException("The pool's requests do not come from outside"));
        };
    }

    private static @Nullable String whyImpossible(TunnelRequestEntity request) {
        if (request.isOurs()) {
            return null;
        }
        var name = TunnelNames.whyImpossible(request.modelId, request.tenant);
        if (name != null || request.kind == RequestKind.DEPROVISION) {
            return name;
        }
        var key = CredentialCipher.whyUnusable(request.recipientKey);
        if (key != null || request.kind == RequestKind.ROTATE) {
            return key;
        }
        if (request.generation < 1) {
            return "Generations count from 1.";
        }
        return request.service == null ? "The service is missing." : IngressRules.whyRefused(request.service);
    }

    private Uni<Void> provision(TunnelRequestEntity request, @Nullable TunnelEntity known, Instant askedAt) {
        if (known == null) {
            var tunnel = create(request);
            tunnel.latestGeneration = request.generation;
            return tunnels.add(tunnel).chain(() -> enqueue(tunnel));
        }
        if (!known.isClosed() && !known.tenant.equals(request.tenant)) {
            return answers.fail(request, TunnelFailure.NAME_TAKEN, "The model id belongs to another tenant.");
        }
        if (isLate(request, known, askedAt)) {
            return answers.fail(request, TunnelFailure.SUPERSEDED, "A later command for this model came first.");
        }
        known.latestGeneration = request.generation;
        return supersede(known, request).chain(() -> enqueue(known));
    }

    /** Whether the life it asks for is over, or a newer one has begun. A model that was removed before it was ever seen counts by time. */
    private static boolean isLate(TunnelRequestEntity request, TunnelEntity tunnel, Instant askedAt) {
        return request.generation <= tunnel.closedGeneration || request.generation < tunnel.latestGeneration
                || tunnel.latestGeneration == 0 && tunnel.closedAt != null && askedAt.isBefore(tunnel.closedAt);
    }

    private Uni<Void> rotate(TunnelRequestEntity request, @Nullable TunnelEntity tunnel) {
        if (tunnel == null || tunnel.isClosed() || !tunnel.tenant.equals(request.tenant)) {
            return answers.fail(request, TunnelFailure.NOT_FOUND, "The model has no tunnel.");
        }
        return enqueue(tunnel);
    }

    private Uni<Void> deprovision(TunnelRequestEntity request, @Nullable TunnelEntity known, Instant askedAt) {
        if (known != null && !known.isClosed() && !known.tenant.equals(request.tenant)) {
            return answers.fail(request, TunnelFailure.NOT_FOUND, "The model has no tunnel of this tenant.");
        }
        var tunnel = known == null ? create(request) : known;
        tunnel.closedGeneration = tunnel.latestGeneration;
        if (tunnel.isNobodys()) {
            // The id may be drawn yet, or was drawn before: then its tunnel is made in the ordinary way, however late the command comes.
            tunnel.pooling = Pooling.RETIRED;
        } else {
            tunnel.closedAt = askedAt;
        }
        var stored = known == null ? tunnels.add(tunnel) : Uni.createFrom().voidItem();
        return stored.chain(() -> supersede(tunnel, request)).chain(() -> enqueue(tunnel))
                .chain(() -> tunnel.isNobodys() ? stock.goOn() : Uni.createFrom().voidItem());
    }

    /** A teardown overtakes everything that waits; a new life overtakes the provisions of older ones. */
    private Uni<Void> supersede(TunnelEntity tunnel, TunnelRequestEntity by) {
        return tunnels.openRequests(tunnel.modelId).chain(open -> Multi.createFrom().iterable(open)
                .filter(request -> request != by && isSuperseded(request, by))
                .onItem().transformToUniAndConcatenate(
                        request -> answers.fail(request, TunnelFailure.SUPERSEDED, "A later command for this model overtook this one."))
                .collect().last().replaceWithVoid());
    }

    private static boolean isSuperseded(TunnelRequestEntity request, TunnelRequestEntity by) {
        return switch (by.kind) {
            case DEPROVISION -> request.kind != RequestKind.DEPROVISION;
            case PROVISION -> request.kind.isProvision() && request.generation < by.generation;
            case REPAIR, ROTATE, POOL -> false;
        };
    }

    private TunnelEntity create(TunnelRequestEntity request) {
        var tunnel = new TunnelEntity();
        tunnel.modelId = request.modelId;
        tunnel.tenant = request.tenant;
        tunnel.hostname = names.hostname(request.modelId);
        tunnel.createdAt = clock.instant();
        tunnel.updatedAt = tunnel.createdAt;
        return tunnel;
    }

    private Uni<Void> enqueue(TunnelEntity tunnel) {
        // The row must be in the database before the queue marks it.
        return tunnels.flush().chain(() -> workers.request(TunnelWorker.TABLE, tunnel.modelId));
    }
}
