package io.trestle.comfy.watch;

import java.time.Instant;

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

    /** What a job is now, as if it had just become that. */
    public static JobChange of(Job job) {
        return new JobChange(job.events(), job.id(), job.tenant(), job.clientId(), job.state(), job.percent(), job.stage(),
                job.backendId(), job.attempt(), job.failureDetail(), null);
    }

    static JobChange parse(String payload) {
        var json = new JsonObject(payload);
        return new JobChange(json.getInteger("n"), json.getString("id"), json.getString("tenant"), json.getString("client"),
                JobState.valueOf(json.getString("state")), json.getDouble("percent", 0.0), json.getString("stage"),
                json.getString("backend"), json.getInteger("attempt", 0), json.getString("detail"),
                java.time.OffsetDateTime.parse(json.getString("at")).toInstant());
    }
}
