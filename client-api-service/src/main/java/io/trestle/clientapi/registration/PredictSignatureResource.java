package io.trestle.clientapi.registration;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.IdempotencyKey;
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
    private final CurrentCaller caller;

    PredictSignatureResource(RegistrationReader reader, Registration registration, CurrentCaller caller) {
        this.reader = reader;
        this.registration = registration;
        this.caller = caller;
    }

    /** Registers a model and waits for its tunnel. */
    @POST
    public Uni<Response> register(byte[] body, @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey) {
        var tenant = caller.get().tenant();
        var document = reader.read(body);
        var key = IdempotencyKey.of(tenant, idempotencyKey, "POST " + ROOT, document.json());
        return registration.register(tenant, document, key).map(PredictSignatureResource::registered);
    }

    private static Response registered(RegisteredModel model) {
        if (model.isReady()) {
            return Response.ok(Answer.of(200, model)).build();
        }
        return Response.accepted(Answer.of(202, model))
                .header(HttpHeaders.LOCATION, ROOT + "/" + model.id())
                .header(HttpHeaders.RETRY_AFTER, model.retryAfter())
                .build();
    }
}
