package io.trestle.clientapi.registration;

import java.time.Instant;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.CurrentCaller;

/** What the existing client says every hour while its worker runs. */
@Path("/pc/client-api/heartbeat")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class HeartbeatResource {

    private final Heartbeats heartbeats;
    private final CurrentCaller caller;

    HeartbeatResource(Heartbeats heartbeats, CurrentCaller caller) {
        this.heartbeats = heartbeats;
        this.caller = caller;
    }

    /**
     * The answer, of which the client reads only that there is one.
     *
     * @param httpStatus 200
     */
    public record Noted(int httpStatus, Data data) {

        /**
         * What was noted.
         *
         * @param receivedAt by our clock; the client's own may be anything
         */
        public record Data(String modelId, String status, Instant receivedAt) {
        }
    }

    /** {@code {"model_id","timestamp","status"}}; shown with the model as {@code heartbeatAt} and {@code heartbeatStatus}. */
    @POST
    public Uni<Noted> beat(byte[] body) {
        return heartbeats.note(caller.get().tenant(), body).map(noted -> new Noted(200, noted));
    }
}
