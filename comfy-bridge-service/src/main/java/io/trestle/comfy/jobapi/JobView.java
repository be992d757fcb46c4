package io.trestle.comfy.jobapi;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.job.JobStore;

/**
 * A job over HTTP.
 *
 * @param position 1 is next; only while it waits
 * @param expectedMillis until its end, from now on; only while that can be told
 * @param decision which backend was chosen, and what was expected of each
 * @param attempt how often it was sent
 * @param reused whether its outputs are those of an earlier run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(String id, String workflow, @Nullable String clientId, JobState state, double percent, @Nullable String stage,
        int priority, @Nullable Long position, @Nullable Long expectedMillis, @Nullable String backend,
        @Nullable Map<String, Object> decision, int attempt, int lostAttempts, Instant createdAt, @Nullable Instant startedAt,
        @Nullable Instant endedAt, @Nullable Instant deadline, @Nullable String cancelCause, @Nullable Failure failure,
        boolean reused, List<Output> outputs) {

    /** @param reason a stable code, as on {@code prediction.events.v1} */
    public record Failure(String reason, String detail) {
    }

    /** @param url relative to this service */
    public record Output(String name, String contentType, long size, String sha256, String url) {
    }

    /** @param cursor for the next page, or null */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<JobView> jobs, @Nullable Long cursor) {
    }

    static JobView of(Job job, JobStore.@Nullable Ahead ahead) {
        var decision = job.decision();
        var failure = job.failure() == null ? null : new Failure(job.failure(), String.valueOf(job.failureDetail()));
        return new JobView(job.id(), job.workflow(), job.clientId(), job.state(), job.percent(), job.stage(), job.priority(),
                ahead == null ? null : ahead.jobs() + 1, expected(job, ahead), job.backendId(),
                decision == null ? null : decision.getMap(), job.attempt(), job.lost(), job.createdAt(), job.startedAt(), job.endedAt(),
                job.deadline(), job.cancelCause(), failure, job.reused(), outputs(job));
    }

    private static @Nullable Long expected(Job job, JobStore.@Nullable Ahead ahead) {
        if (ahead != null && ahead.millis() > 0) {
            return ahead.millis();
        }
        return job.state() == JobState.ASSIGNED || job.state() == JobState.RUNNING ? job.expectedMillis() : null;
    }

    private static List<Output> outputs(Job job) {
        return java.util.stream.IntStream.range(0, job.outputs().size()).mapToObj(n -> {
            var output = job.outputs().get(n);
            return new Output(output.name(), output.contentType(), output.size(), output.sha256(),
                    "/jobs/" + job.id() + "/outputs/" + n);
        }).toList();
    }
}
