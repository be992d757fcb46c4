package io.trestle.cloudflare.tunnel;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** Tunnels over HTTP: what there is and why, and what a person may ask for. A tenant sees its own, an operator all. */
@Path("/tunnels")
@Tag(name = "Tunnels")
class TunnelResource {

    private static final int HISTORY = 100;

    private final TunnelRepository tunnels;
    private final TunnelIntake intake;
    private final CurrentCaller caller;
    private final Clock clock;

    TunnelResource(TunnelRepository tunnels, TunnelIntake intake, CurrentCaller caller, Clock clock) {
        this.tunnels = tunnels;
        this.intake = intake;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Operation(summary = "The tunnels, in the order of their model ids")
    public Uni<TunnelView.Page> list(@RestQuery @DefaultValue("") String after,
            @RestQuery @DefaultValue("100") @Min(1) @Max(500) int limit) {
        var who = caller.get();
        return Panache.withSession(() -> tunnels.page(who.isOperator() ? null : who.tenant(), after, limit)
                .chain(page -> tunnels.asked(page.stream().map(tunnel -> tunnel.modelId).toList())
                        .map(asked -> new TunnelView.Page(
                                page.stream().map(tunnel -> TunnelView.of(tunnel, asked.get(tunnel.modelId), null)).toList(),
                                page.size() < limit ? null : page.get(limit - 1).modelId))));
    }

    @GET
    @Path("/{modelId}")
    @Operation(summary = "One tunnel: its state, what stands in the way, its connectors and its history")
    public Uni<TunnelView> get(String modelId) {
        return Panache.withSession(() -> tunnels.find(modelId).map(tunnel -> visible(tunnel, modelId))
                .chain(tunnel -> tunnels.openRequests(modelId).chain(open -> tunnels.history(modelId, HISTORY)
                        .map(history -> TunnelView.of(tunnel, open.isEmpty() ? null : open.get(0).kind, history)))));
    }

    @POST
    @Path("/{modelId}/repair")
    @Operation(summary = "Looks at everything anew and sets right what is ours. The answer, TunnelProvisioned, brings the credential again")
    public Uni<Response> repair(String modelId) {
        return ask(modelId, RequestKind.REPAIR);
    }

    @POST
    @Path("/{modelId}/rotate")
    @Operation(summary = "Gives the tunnel another secret and cuts off whoever runs with the old one")
    public Uni<Response> rotate(String modelId) {
        return ask(modelId, RequestKind.ROTATE);
    }

    @DELETE
    @Path("/{modelId}")
    @Operation(summary = "Removes the DNS record, the connections and the tunnel")
    public Uni<Response> deprovision(String modelId) {
        return ask(modelId, RequestKind.DEPROVISION);
    }

    private Uni<Response> ask(String modelId, RequestKind kind) {
        return Panache.withTransaction(() -> tunnels.lock(modelId).map(tunnel -> visible(tunnel, modelId))
                .map(tunnel -> request(tunnel, kind))
                .call(request -> intake.take(request, request.receivedAt)))
                .map(request -> Response.accepted(Map.of("modelId", modelId, "requestId", request.requestId))
                        .location(URI.create("/tunnels/" + modelId)).build());
    }

    private TunnelRequestEntity request(TunnelEntity tunnel, RequestKind kind) {
        if (kind != RequestKind.DEPROVISION && (tunnel.isClosed() || tunnel.recipientKey == null)) {
            throw new ProblemException(ProblemType.CONFLICT, "The model's tunnel was removed, or never stood; register the model anew.");
        }
        var request = new TunnelRequestEntity();
        request.modelId = tunnel.modelId;
        request.tenant = tunnel.tenant;
        request.requestId = "http-" + UUID.randomUUID();
        request.kind = kind;
        request.generation = kind == RequestKind.REPAIR ? tunnel.latestGeneration : 0;
        request.service = kind == RequestKind.REPAIR ? tunnel.service : null;
        request.recipientKey = kind == RequestKind.DEPROVISION ? null : tunnel.recipientKey;
        request.receivedAt = clock.instant();
        return request;
    }

    private TunnelEntity visible(@Nullable TunnelEntity tunnel, String modelId) {
        var who = caller.get();
        if (tunnel == null || !who.isOperator() && !who.tenant().equals(tunnel.tenant)) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no tunnel of a model '" + modelId + "'");
        }
        return tunnel;
    }
}
