package io.trestle.comfy.watch;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobState;
import io.vertx.core.json.JsonObject;

/**
 * A job as it became.
 *
 * @param percent 0 to 100
 * @param stage the title of the node that runs, or null
 * @param detail why it failed, or null
 */
public record JobChange(String id, String tenant, @Nullable String clientId, JobState state, double percent, @Nullable String stage,
        @Nullable String backend, int attempt, @Nullable String detail) {

    public static JobChange of(Job job) {
        return new JobChange(job.id(), job.tenant(), job.clientId(), job.state(), job.percent(), job.stage(), job.backendId(),
                job.attempt(), job.failureDetail());
    }

    static JobChange parse(String payload) {
        var json = new JsonObject(payload);
        return new JobChange(json.getString("id"), json.getString("tenant"), json.getString("client"),
                JobState.valueOf(json.getString("state")), json.getDouble("percent", 0.0), json.getString("stage"),
                json.getString("backend"), json.getInteger("attempt", 0), json.getString("detail"));
    }
}
