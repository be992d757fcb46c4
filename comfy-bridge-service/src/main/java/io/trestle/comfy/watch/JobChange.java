package io.trestle.comfy.watch;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobState;
import io.vertx.core.json.JsonObject;

/**
 * A job as it became.
 *
 * @param n counts the changes of this job from 1
 * @param percent 0 to 100
 * @param stage the title of the node that runs, or null
 * @param detail why it failed, or null
 * @param at when; null where the change was looked up and not heard
 */
public record JobChange(int n, String id, String tenant, @Nullable String clientId, JobState state, double percent, @Nullable String stage,
        @Nullable String backend, int attempt, @Nullable String detail, @Nullable Instant at) {

    /** As the table of events keeps them: a notification holds 8,000 bytes. */
    private static final int LONGEST_STAGE = 200;
    private static final int LONGEST_DETAIL = 500;

    /** What a job is now, as if it had just become that. */
    public static JobChange of(Job job) {
        return new JobChange(job.events(), job.id(), job.tenant(), job.clientId(), job.state(), job.percent(), job.stage(),
                job.backendId(), job.attempt(), job.failureDetail(), null);
    }

    /** What a job has just become. */
    public static JobChange of(Job job, Instant at) {
        return new JobChange(job.events(), job.id(), job.tenant(), job.clientId(), job.state(), job.percent(),
                left(job.stage(), LONGEST_STAGE), job.backendId(), job.attempt(), left(job.failureDetail(), LONGEST_DETAIL), at);
    }

    private static @Nullable String left(@Nullable String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }

    /** As it is kept and told. */
    static JobChange parse(JsonObject json) {
        return new JobChange(json.getInteger("n"), json.getString("id"), json.getString("tenant"), json.getString("client"),
                JobState.valueOf(json.getString("state")), json.getDouble("percent", 0.0), json.getString("stage"),
                json.getString("backend"), json.getInteger("attempt", 0), json.getString("detail"),
                OffsetDateTime.parse(json.getString("at")).toInstant());
    }

    /** For other replicas; the one that told it has heard it already. */
    public String toPayload(UUID teller) {
        return new JsonObject().put("n", n).put("id", id).put("tenant", tenant).put("client", clientId).put("state", state.name())
                .put("percent", percent).put("stage", stage).put("backend", backend).put("attempt", attempt).put("detail", detail)
                .put("at", String.valueOf(at)).put("by", teller.toString()).encode();
    }
}
