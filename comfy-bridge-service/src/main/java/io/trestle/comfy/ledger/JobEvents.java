package io.trestle.comfy.ledger;

import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobOutput;
import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.OutputFile;
import io.trestle.model.prediction.PredictionCanceled;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionOutputProduced;
import io.trestle.model.prediction.PredictionProgressed;
import io.trestle.model.prediction.PredictionQueued;
import io.trestle.model.prediction.PredictionRequeued;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.model.prediction.PredictionStarted;
import io.trestle.model.prediction.PredictionSucceeded;

/** What {@code prediction.events.v1} is told of a job. */
@ApplicationScoped
public class JobEvents {

    private static final int DETAIL = 4000;

    private final Clock clock;
    private final String publicUrl;

    JobEvents(Clock clock, @ConfigProperty(name = "trestle.comfy.public-url") String publicUrl) {
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    public PredictionQueued queued(Job job) {
        return new PredictionQueued(job.id(), job.tenant(), PredictionRunner.COMFYUI, job.workflow(), null, null, clock.instant());
    }

    public PredictionStarted started(Job job) {
        return new PredictionStarted(job.id(), job.tenant(), PredictionRunner.COMFYUI, job.attempt(), backend(job), clock.instant());
    }

    public PredictionProgressed progressed(Job job) {
        return new PredictionProgressed(job.id(), job.tenant(), PredictionRunner.COMFYUI, job.attempt(), job.percent(), job.stage(),
                clock.instant());
    }

    /** @param backend where it ran until now */
    public PredictionRequeued requeued(Job job, String backend, PredictionFailure reason, String detail) {
        return new PredictionRequeued(job.id(), job.tenant(), PredictionRunner.COMFYUI, job.attempt(), backend, reason, detail,
                clock.instant());
    }

    public PredictionOutputProduced produced(Job job, int index, JobOutput output) {
        return new PredictionOutputProduced(job.id(), job.tenant(), PredictionRunner.COMFYUI, job.attempt(), index,
                file(job, output, index),
                null, clock.instant());
    }

    public PredictionSucceeded succeeded(Job job) {
        return new PredictionSucceeded(job.id(), job.tenant(), PredictionRunner.COMFYUI, job.backendId(), null, false, files(job),
                job.reused(), null, clock.instant());
    }

    public PredictionFailed failed(Job job) {
        var detail = String.valueOf(job.failureDetail());
        return new PredictionFailed(job.id(), job.tenant(), PredictionRunner.COMFYUI, ranAt(job),
                PredictionFailure.valueOf(String.valueOf(job.failure())), detail.length() > DETAIL ? detail.substring(0, DETAIL) : detail,
                files(job), clock.instant());
    }

    public PredictionCanceled canceled(Job job) {
        return new PredictionCanceled(job.id(), job.tenant(), PredictionRunner.COMFYUI, ranAt(job),
                CancelCause.valueOf(String.valueOf(job.cancelCause())), clock.instant());
    }

    private List<OutputFile> files(Job job) {
        var outputs = job.outputs();
        return IntStream.range(0, outputs.size()).mapToObj(n -> file(job, outputs.get(n), n)).toList();
    }

    private OutputFile file(Job job, JobOutput output, int n) {
        return new OutputFile(output.name(), publicUrl + "/jobs/" + job.id() + "/outputs/" + n, output.contentType(), output.size(),
                output.sha256());
    }

    private static String backend(Job job) {
        return String.valueOf(job.backendId());
    }

    private static @Nullable String ranAt(Job job) {
        return job.attempt() == 0 ? null : job.backendId();
    }
}
