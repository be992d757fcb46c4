package io.trestle.comfy.driving;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.backend.Backend;
import io.trestle.comfy.backend.BackendStore;
import io.trestle.comfy.comfyuiapi.ComfyClient;
import io.trestle.comfy.comfyuiapi.ComfyOutcome;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobTransitions;
import io.trestle.model.prediction.PredictionFailure;

/** What becomes of a job when its run has ended: an outcome, or another attempt. */
@ApplicationScoped
class Ending {

    private final JobTransitions jobs;
    private final BackendStore backends;
    private final DrivingConfig config;

    Ending(JobTransitions jobs, BackendStore backends, DrivingConfig config) {
        this.jobs = jobs;
        this.backends = backends;
        this.config = config;
    }

    /** @return the job as it is then; null where it was no longer ours to end */
    Uni<@Nullable Job> of(Run run, Backend backend, UUID lease, ComfyClient client, ComfyOutcome outcome) {
        var job = run.job;
        if (outcome instanceof ComfyOutcome.Succeeded succeeded) {
            if (run.sendsPictures() && !run.outputs.hasPictures()) {
                return lost(job, lease, "Its pictures were sent while nobody listened");
            }
            return run.outputs.all(succeeded.files())
                    .chain(copied -> jobs.succeed(job, lease, copied, succeeded.cached()))
                    .onFailure(Outputs.Missing.class).recoverWithUni(missing -> missing(job, lease, succeeded, missing));
        }
        if (outcome instanceof ComfyOutcome.Failed failed) {
            return failed.isOutOfMemory()
                    ? outOfMemory(job, backend, lease, client, failed)
                    : failed.isCardFault()
                            ? lost(job, lease, "The card of the backend is faulty: " + failed.message())
                            : jobs.fail(job, lease, PredictionFailure.EXECUTION_FAILED, failed.node() + ": " + failed.message());
        }
        return jobs.canceled(job, lease, "OTHER");
    }

    /** A cached result names a file that is gone: run the node that saves again, once. */
    private Uni<@Nullable Job> missing(Job job, UUID lease, ComfyOutcome.Succeeded succeeded, Throwable missing) {
        var detail = String.valueOf(missing.getMessage());
        return succeeded.cached() && !job.busted()
                ? jobs.requeue(job, lease, PredictionFailure.OUTPUT_UNAVAILABLE, detail, false, false, 0, true)
                : jobs.fail(job, lease, PredictionFailure.OUTPUT_UNAVAILABLE, detail);
    }

    /** First with freed memory, then on a larger card, if there is one. */
    private Uni<@Nullable Job> outOfMemory(Job job, Backend backend, UUID lease, ComfyClient client, ComfyOutcome.Failed failed) {
        if (job.memoryTrouble() == 0) {
            return client.free().onFailure().recoverWithNull().chain(() -> backends.unloaded(backend.id()))
                    .chain(() -> jobs.requeue(job, lease, PredictionFailure.OUT_OF_MEMORY, failed.node() + " ran out of memory", false,
                            true,
                            0, false));
        }
        return backends.all().chain(all -> {
            var larger = all.stream().filter(Backend::takesJobs).mapToLong(Backend::memory).filter(memory -> memory > backend.memory())
                    .min();
            return larger.isPresent()
                    ? jobs.requeue(job, lease, PredictionFailure.OUT_OF_MEMORY, failed.node() + " ran out of memory", false, true,
                            larger.getAsLong(), false)
                    : jobs.fail(job, lease, PredictionFailure.OUT_OF_MEMORY, failed.node() + " ran out of memory on the largest card");
        });
    }

    /** The attempt ended with its backend: another one follows, as often as is allowed. */
    Uni<@Nullable Job> lost(Job job, UUID lease, String detail) {
        return job.lost() < config.lossesAllowed()
                ? jobs.requeue(job, lease, PredictionFailure.BACKEND_LOST, detail, true, false, 0, false)
                : jobs.fail(job, lease, PredictionFailure.BACKEND_LOST, detail);
    }
}
