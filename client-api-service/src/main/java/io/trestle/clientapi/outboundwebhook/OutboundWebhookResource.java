package io.trestle.clientapi.outboundwebhook;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.outboundwebhook.OutboundRows.State;
import io.trestle.clientapi.outboundwebhook.OutboundRows.Webhook;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** The webhooks that the caller's applications get: their secret, their log, and sending one again. */
@Path("/pc/client-api/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class OutboundWebhookResource {

    private static final int LARGEST_PAGE = 200;

    private final OutboundRows rows;
    private final OutboundSecrets secrets;
    private final OutboundWebhookConfig config;
    private final CurrentCaller caller;

    OutboundWebhookResource(OutboundRows rows, OutboundSecrets secrets, OutboundWebhookConfig config, CurrentCaller caller) {
        this.rows = rows;
        this.secrets = secrets;
        this.config = config;
        this.caller = caller;
    }

    /**
     * What verifies signatures.
     *
     * @param key {@code whsec_} and base64, as the libraries of Standard Webhooks take it
     * @param previousValidFor seconds for which the secret before it still signs too; absent where there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Secret(int httpStatus, String key, @Nullable Long previousValidFor) {

        /** The key stays out of logs. */
        @Override
        public String toString() {
            return "Secret[]";
        }
    }

    /** @param data the newest first */
    record Log(int httpStatus, List<Webhook> data) {
    }

    /** @param attempts in their order */
    record Detail(int httpStatus, @JsonUnwrapped Webhook webhook, List<OutboundRows.Attempt> attempts) {
    }

    @GET
    @Path("secret")
    public Uni<Secret> secret() {
        return secrets.inUse(caller.get().tenant()).map(inUse -> new Secret(200, OutboundSecrets.text(inUse.get(0)), null));
    }

    /** A new secret; the one before signs too for a while, so that receivers can change theirs without a gap. */
    @POST
    @Path("secret/rotation")
    public Uni<Secret> rotate() {
        Duration overlap = config.rotationOverlap();
        return secrets.rotate(caller.get().tenant())
                .map(inUse -> new Secret(200, OutboundSecrets.text(inUse.get(0)), overlap.toSeconds()));
    }

    @GET
    @Path("deliveries")
    public Uni<Log> list(@QueryParam("prediction") @Nullable String prediction, @QueryParam("state") @Nullable String state,
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @DefaultValue("50") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "limit is 1 to " + LARGEST_PAGE);
        }
        return rows.list(caller.get().tenant(), prediction, state(state), cursor, limit).map(found -> new Log(200, found));
    }

    /** One webhook with its attempts. */
    @GET
    @Path("deliveries/{id}")
    public Uni<Detail> show(@PathParam("id") String id) {
        var tenant = caller.get().tenant();
        return rows.find(id).map(found -> {
            if (found == null || !found.tenant().equals(tenant)) {
                throw missing();
            }
            return found;
        }).chain(found -> rows.attempts(id).map(attempts -> new Detail(200, found, attempts)));
    }

    /** Sends it again at once, whatever became of it: 202. Its id stays the same. */
    @POST
    @Path("deliveries/{id}/redelivery")
    public Uni<Response> redeliver(@PathParam("id") String id) {
        var tenant = caller.get().tenant();
        return rows.again(tenant, id).invoke(found -> {
            if (!found) {
                throw missing();
            }
        }).chain(() -> show(id)).map(detail -> Response.accepted(new Detail(202, detail.webhook(), detail.attempts())).build());
    }

    private static @Nullable State state(@Nullable String name) {
        return name == null
                ? null
                : Stream.of(State.values()).filter(one -> one.name().equalsIgnoreCase(name)).findFirst()
                        .orElseThrow(() -> new ProblemException(ProblemType.VALIDATION_FAILED, "state is pending, delivered or given_up"));
    }

    private static ProblemException missing() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such delivery");
    }
}
