package io.trestle.clientapi.tunnel;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.identity.ServiceKeys;
import io.trestle.clientapi.tunnel.TunnelRequestEntity.Kind;
import io.trestle.model.problem.ProblemType;
import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;
import io.trestle.model.tunnel.TunnelCommand;
import io.trestle.runtime.outbox.Outbox;
import io.trestle.runtime.problem.ProblemException;

/** Asks the adapter for tunnels. Every method runs in the transaction of the current session and calls nothing outside of it. */
@ApplicationScoped
public class Tunnels {

    private final TunnelRepository tunnels;
    private final TunnelRequestRepository requests;
    private final RequestAnswers answers;
    private final ServiceKeys keys;
    private final Outbox outbox;
    private final Clock clock;

    Tunnels(TunnelRepository tunnels, TunnelRequestRepository requests, RequestAnswers answers, ServiceKeys keys, Outbox outbox,
            Clock clock) {
        this.tunnels = tunnels;
        this.requests = requests;
        this.answers = answers;
        this.keys = keys;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Asks for the tunnel of a new model, or again for one that failed or is gone.
     *
     * @param service what the worker's cloudflared forwards to
     * @return the request's id; fails with {@code CONFLICT} where a tunnel stands or something is under way
     */
    public Uni<UUID> provision(String modelId, String tenant, String service) {
        return tunnels.lock(modelId)
                .map(known -> known == null ? fresh(modelId, tenant) : renewed(known))
                .invoke(tunnel -> tunnel.service = service)
                .chain(tunnel -> keys.recipientKey().chain(key -> request(tunnel, Kind.PROVISION, TunnelStatus.PROVISIONING,
                        id -> new ProvisionTunnel(modelId, tenant, id, tunnel.generation, service, key))));
    }

    /** Asks for a new secret. */
    public Uni<UUID> rotate(String modelId) {
        return tunnels.lock(modelId)
                .invoke(tunnel -> refuseUnless(tunnel, TunnelStatus.READY))
                .chain(tunnel -> keys.recipientKey().chain(key -> request(tunnel, Kind.ROTATE, TunnelStatus.ROTATING,
                        id -> new RotateTunnel(modelId, tunnel.tenant, id, key))));
    }

    /** Asks for the removal; a request that is still open is answered as superseded. Without effect where the tunnel is gone or going. */
    public Uni<TunnelView> remove(String modelId) {
        return tunnels.lock(modelId)
                .call(tunnel -> tunnel.status == TunnelStatus.DELETED || tunnel.status == TunnelStatus.DELETING
                        ? Uni.createFrom().voidItem()
                        : supersede(tunnel).chain(() -> request(tunnel, Kind.DEPROVISION, TunnelStatus.DELETING,
                                id -> new DeprovisionTunnel(modelId, tunnel.tenant, id))))
                .map(TunnelView::of);
    }

    /** As {@link #find}, with the row locked: for what is decided by it in this transaction. */
    public Uni<TunnelView> hold(String modelId) {
        return tunnels.lock(modelId).onItem().ifNotNull().transform(TunnelView::of);
    }

    /** @return a null item where the model has none */
    public Uni<TunnelView> find(String modelId) {
        return tunnels.findById(modelId).onItem().ifNotNull().transform(TunnelView::of);
    }

    /** By model id. */
    public Uni<Map<String, TunnelView>> ofModels(Collection<String> modelIds) {
        return tunnels.ofModels(modelIds)
                .map(found -> found.stream().map(TunnelView::of).collect(Collectors.toMap(TunnelView::modelId, Function.identity())));
    }

    private Uni<UUID> request(TunnelEntity tunnel, Kind kind, TunnelStatus expectation, Function<String, TunnelCommand> command) {
        var id = UUID.randomUUID();
        tunnel.requested(expectation, id, clock.instant());
        return tunnels.persist(tunnel)
                .chain(() -> requests.persist(TunnelRequestEntity.open(id, tunnel.modelId, kind, clock.instant())))
                .chain(() -> outbox.append(command.apply(id.toString())))
                .replaceWith(id);
    }

    private Uni<Void> supersede(TunnelEntity tunnel) {
        return requests.find(tunnel.requestId, tunnel.modelId)
                .chain(request -> answers.failed(request, "superseded", "The model was deleted before its tunnel was there"));
    }

    private static TunnelEntity fresh(String modelId, String tenant) {
        var tunnel = new TunnelEntity();
        tunnel.modelId = modelId;
        tunnel.tenant = tenant;
        tunnel.generation = 1;
        return tunnel;
    }

    private static TunnelEntity renewed(TunnelEntity tunnel) {
        refuseUnless(tunnel, TunnelStatus.FAILED, TunnelStatus.DELETED);
        if (tunnel.status == TunnelStatus.DELETED) {
            tunnel.generation++;
        }
        return tunnel;
    }

    private static void refuseUnless(@Nullable TunnelEntity tunnel, TunnelStatus... allowed) {
        if (tunnel == null || !List.of(allowed).contains(tunnel.status)) {
            throw new ProblemException(ProblemType.TUNNEL_NOT_READY,
                    "The tunnel does not allow this while it is " + (tunnel == null ? "missing" : tunnel.status.json()))
                    .with("status", tunnel == null ? "missing" : tunnel.status.json());
        }
    }
}
