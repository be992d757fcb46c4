package io.trestle.clientapi.prediction;

import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.runtime.identity.CurrentCaller;

/** Predictions. */
@Path(PredictionResource.ROOT)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PredictionResource {

    static final String ROOT = "/pc/client-api/predictions";

    private final PredictionRequestReader reader;
    private final PredictionCreation creation;
    private final PredictionCancellation cancellation;
    private final PredictionHistory history;
    private final PredictionWait wait;
    private final CurrentCaller caller;

    PredictionResource(PredictionRequestReader reader, PredictionCreation creation, PredictionCancellation cancellation,
            PredictionHistory history, PredictionWait wait, CurrentCaller caller) {
        this.reader = reader;
        this.creation = creation;
        this.cancellation = cancellation;
        this.history = history;
        this.wait = wait;
        this.caller = caller;
    }

    /**
     * One page.
     *
     * @param data the newest first; without input, output and logs
     * @param next give it as {@code cursor} to get the following page; absent on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Predictions(int httpStatus, List<ObjectNode> data, @Nullable String next) {
    }

    /** Makes a prediction: 201 at once, 202 with {@code Prefer: respond-async}; with {@code Prefer: wait=n} as soon as it ended. */
    @POST
    public Uni<Response> create(byte[] body, @HeaderParam("Prefer") @Nullable String prefer,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, @HeaderParam("traceparent") @Nullable String traceparent) {
        var tenant = caller.get().tenant();
        var request = reader.read(body);
        var preference = Preference.of(prefer, wait.longest());
        var key = IdempotencyKey.of(tenant, idempotencyKey, "POST " + ROOT, request.json());
        return creation.create(tenant, request, traceparent, key)
                .call(id -> preference.patience().isZero() ? Uni.createFrom().voidItem() : wait.ended(id, preference.patience()))
                .chain(id -> history.find(tenant, id).map(found -> created(id, preference, found.document())));
    }

    @GET
    public Uni<Predictions> list(@QueryParam("cursor") @Nullable String cursor, @QueryParam("model") @Nullable String model,
            @QueryParam("status") @Nullable String status, @QueryParam("created_from") @Nullable String from,
            @QueryParam("created_until") @Nullable String until, @QueryParam("limit") @Nullable Integer limit) {
        return history.list(caller.get().tenant(), cursor, model, status, from, until, limit)
                .map(page -> new Predictions(200, page.predictions(), page.next()));
    }

    /** State, and why it is so. */
    @GET
    @Path("{id}")
    public Uni<ObjectNode> show(@PathParam("id") String id) {
        return history.find(caller.get().tenant(), id).map(found -> answer(200, found.document()));
    }

    /** Asks for it to stop: 202; it has stopped when its status says so. */
    @POST
    @Path("{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    public Uni<Response> cancel(@PathParam("id") String id) {
        var tenant = caller.get().tenant();
        return cancellation.cancel(tenant, id).chain(() -> history.find(tenant, id))
                .map(found -> Response.accepted(answer(202, found.document())).build());
    }

    private static Response created(String id, Preference preference, ObjectNode document) {
        var status = preference.respondAsync() ? 202 : 201;
        var response = Response.status(status).entity(answer(status, document)).header(HttpHeaders.LOCATION, ROOT + "/" + id);
        if (!preference.patience().isZero()) {
            response.header("Preference-Applied", "wait=" + preference.patience().toSeconds());
        } else if (preference.respondAsync()) {
            response.header("Preference-Applied", "respond-async");
        }
        return response.build();
    }

    /** The members at the top, as cog's clients read them, and the same below {@code data} for the existing client. */
    private static ObjectNode answer(int status, ObjectNode document) {
        var id = document.path("id").asText();
        document.putObject("urls").put("get", ROOT + "/" + id).put("cancel", ROOT + "/" + id + "/cancel")
                .put("stream", ROOT + "/" + id + "/events");
        var answer = document.objectNode().setAll(document);
        return ((ObjectNode) answer).put("httpStatus", status).set("data", document);
    }
}
