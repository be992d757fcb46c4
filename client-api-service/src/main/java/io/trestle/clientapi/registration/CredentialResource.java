package io.trestle.clientapi.registration;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.runtime.identity.CurrentCaller;

/** The credential and configuration that a model's cloudflared runs with. */
@Path(PredictSignatureResource.ROOT + "/{id}/credential")
@Produces(MediaType.APPLICATION_JSON)
public class CredentialResource {

    private final CredentialRenewal renewal;
    private final CurrentCaller caller;

    CredentialResource(CredentialRenewal renewal, CurrentCaller caller) {
        this.renewal = renewal;
        this.caller = caller;
    }

    /** Issues them again, and notes that; with {@code rotate} the secret is a new one and connectors of the old one are cut off. */
    @POST
    public Uni<Response> issue(@PathParam("id") String id, @QueryParam("rotate") boolean rotate,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
        var tenant = caller.get().tenant();
        var key = IdempotencyKey.of(tenant, idempotencyKey, "POST " + PredictSignatureResource.ROOT + "/" + id + "/credential", "");
        var issued = rotate ? renewal.rotate(tenant, id, key) : renewal.issueAgain(tenant, id);
        return issued.map(model -> PredictSignatureResource.arrival(id, model.retryAfter(), model));
    }
}
