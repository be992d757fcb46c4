package io.trestle.clientapi.workerwebhook;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.Verdict;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** What workers sent: of one prediction, or those that found none ({@code ?verdict=orphan}). */
@Path("/pc/client-api/webhook-deliveries")
@Produces(MediaType.APPLICATION_JSON)
public class WebhookLogResource {

    private static final int LARGEST_PAGE = 200;

    private final WebhookLog log;
    private final CurrentCaller caller;

    WebhookLogResource(WebhookLog log, CurrentCaller caller) {
        this.log = log;
        this.caller = caller;
    }

    /** @param data the newest first */
    record Deliveries(int httpStatus, List<WebhookLog.Line> data) {
    }

    /** @param before a time: the deliveries that came earlier, for the following page */
    @GET
    public Uni<Deliveries> list(@QueryParam("prediction") @Nullable String prediction, @QueryParam("verdict") @Nullable String verdict,
            @QueryParam("before") @Nullable String before, @QueryParam("limit") @DefaultValue("50") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw refuse("limit is 1 to " + LARGEST_PAGE);
        }
        return log.list(caller.get().tenant(), prediction, verdict(verdict), time(before), limit).map(lines -> new Deliveries(200, lines));
    }

    private static @Nullable Verdict verdict(@Nullable String name) {
        return name == null
                ? null
                : Stream.of(Verdict.values()).filter(one -> one.json().equals(name)).findFirst()
                        .orElseThrow(() -> refuse("verdict is one of " + String.join(", ",
                                Stream.of(Verdict.values()).map(Verdict::json).toList())));
    }

    private static @Nullable OffsetDateTime time(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw refuse("before is a time like 2026-03-02T09:30:00Z");
        }
    }

    private static ProblemException refuse(String detail) {
        return new ProblemException(ProblemType.VALIDATION_FAILED, detail);
    }
}
