package io.trestle.clientapi.registration;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.clientapi.tunnel.TunnelStatus;
import io.trestle.runtime.identity.CurrentCaller;

/** Models and their signatures. */
@Path(PredictSignatureResource.ROOT)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PredictSignatureResource {

    static final String ROOT = "/pc/client-api/predict_signature";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final RegistrationReader reader;
    private final Registration registration;
    private final SignatureUpdate updates;
    private final ModelCatalogue catalogue;
    private final Removal removal;
    private final CurrentCaller caller;

    PredictSignatureResource(RegistrationReader reader, Registration registration, SignatureUpdate updates, ModelCatalogue catalogue,
            Removal removal, CurrentCaller caller) {
        this.reader = reader;
        this.registration = registration;
        this.updates = updates;
        this.catalogue = catalogue;
        this.removal = removal;
        this.caller = caller;
    }

    /** Registers a model and waits for its tunnel: 200 with credential and config, or 202 where that takes longer. */
    @POST
    public Uni<Response> register(byte[] body, @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey) {
        var tenant = caller.get().tenant();
        var document = reader.read(body);
        var key = IdempotencyKey.of(tenant, idempotencyKey, "POST " + ROOT, document.json());
        return registration.register(tenant, document, key).map(model -> arrival(model.id(), model.retryAfter(), model));
    }

    /** Signature, versions, status, hostname, last failure; never a credential. */
    @GET
    @Path("{id}")
    public Uni<Answer<ModelView>> show(@PathParam("id") String id) {
        return catalogue.show(caller.get().tenant(), id).map(model -> Answer.of(200, model));
    }

    /** Puts a new version in force; with {@code dry_run} it only tells what that would mean to callers. */
    @PUT
    @Path("{id}")
    public Uni<Response> replace(@PathParam("id") String id, byte[] body, @QueryParam("dry_run") boolean dryRun,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey) {
        var tenant = caller.get().tenant();
        var document = reader.read(body);
        var key = IdempotencyKey.of(tenant, idempotencyKey, "PUT " + ROOT + "/" + id, document.json());
        var updated = dryRun ? updates.tell(tenant, id, document) : updates.update(tenant, id, document, key);
        return updated.map(model -> arrival(id, model.retryAfter(), model));
    }

    /** As {@link #replace}: the existing client sends updates by POST. */
    @POST
    @Path("{id}")
    public Uni<Response> update(@PathParam("id") String id, byte[] body, @QueryParam("dry_run") boolean dryRun,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey) {
        return replace(id, body, dryRun, idempotencyKey);
    }

    /** Asks for tunnel and DNS record to be removed: 202, or 200 where they are gone. */
    @DELETE
    @Path("{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<Response> remove(@PathParam("id") String id) {
        return removal.remove(caller.get().tenant(), id).map(tunnel -> {
            var status = tunnel.status() == TunnelStatus.DELETED ? 200 : 202;
            return Response.status(status).entity(Answer.of(status, new RegisteredModel(id, tunnel.status(), null, null, null))).build();
        });
    }

    /** The OpenAPI document that a cog worker of this signature serves. */
    @GET
    @Path("{id}/openapi.json")
    public Uni<JsonNode> openApi(@PathParam("id") String id) {
        return catalogue.openApi(caller.get().tenant(), id);
    }

    /** @param retryAfter where the tunnel does not stand yet */
    static Response arrival(String id, @Nullable Long retryAfter, Object model) {
        if (retryAfter == null) {
            return Response.ok(Answer.of(200, model)).build();
        }
        return Response.accepted(Answer.of(202, model))
                .header(HttpHeaders.LOCATION, ROOT + "/" + id)
                .header(HttpHeaders.RETRY_AFTER, retryAfter)
                .build();
    }
}
