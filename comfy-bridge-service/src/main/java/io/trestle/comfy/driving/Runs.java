package io.trestle.comfy.driving;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.backend.Backend;
import io.trestle.comfy.backend.BackendState;
import io.trestle.comfy.comfyuiapi.ComfyClient;
import io.trestle.comfy.comfyuiapi.ComfyFrame;
import io.trestle.comfy.comfyuiapi.ComfyOutcome;
import io.trestle.comfy.comfyuiapi.ComfyRefusal;
import io.trestle.comfy.comfyuiapi.ComfyUnavailable;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobOutput;
import io.trestle.comfy.watch.JobPreview;
import io.trestle.model.prediction.PredictionFailure;
import io.vertx.core.Vertx;

/** The jobs at one backend, from the intent to send them to their end. All of it happens on the driver's context. */
final class Runs {

    /** Why a backend is quarantined whose card has failed. */
    static final String FAULTY = "Its card is faulty; it needs a restart";

    private static final Logger LOG = Logger.getLogger(Runs.class);
    /** A job without a sign of life for this long is asked for. */
    private static final Duration ASK_AFTER = Duration.ofSeconds(1);
    /** ... and looked for in the queue, whose answer is long. */
    private static final Duration SEARCH_AFTER = Duration.ofSeconds(4);

    /** The last output of most runs comes just before their end. */
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** A workflow of many short runs is learned from now and then. */
    private static final long LEARN_EVERY = Duration.ofSeconds(1).toNanos();

    private final DriverParts parts;
    private final ComfyClient client;
    private final UUID lease;
    private final Vertx vertx;
    private final Map<String, Run> byPrompt = new LinkedHashMap<>();
    private final Map<String, Long> learned = new HashMap<>();
    private List<String> loaded = List.of();
    private Backend backend;
    private @Nullable Run executing;
    private boolean faulty;
    /** Rises for ever: a later connection's jobs come after an earlier one's. */
    private double number = System.currentTimeMillis();

    Runs(DriverParts parts, ComfyClient client, Backend backend, UUID lease, Vertx vertx) {
        this.parts = parts;
        this.client = client;
        this.backend = backend;
        this.lease = lease;
        this.vertx = vertx;
        this.loaded = backend.loadedModels();
    }

    void now(Backend latest) {
        backend = latest;
        if (!latest.loadedModels().containsAll(loaded)) {
            // Somebody had it freed.
            loaded = latest.loadedModels();
        }
    }

    boolean isEmpty() {
        return byPrompt.isEmpty();
    }

    Collection<Run> all() {
        return List.copyOf(byPrompt.values());
    }

    boolean has(Job job) {
        return job.promptId() != null && byPrompt.containsKey(job.promptId());
    }

    /** Whether the card turned out to be faulty since the process was met. */
    boolean isFaulty() {
        return faulty;
    }

    /** The connection is a new one: so may be the process, and then it knows none of the jobs. */
    void newProcess() {
        faulty = false;
        loaded = List.of();
        byPrompt.values().forEach(run -> run.doubtful = true);
    }

    /** Nothing was heard of any job for so long, in nanoseconds; 0 while there is none. */
    long silence() {
        var latest = byPrompt.values().stream().mapToLong(run -> run.heardAt).max();
        return latest.isPresent() ? System.nanoTime() - latest.getAsLong() : 0;
    }

    /** A job that was sent before this driver began. */
    void adopt(Job job) {
        var run = started(job);
        run.sent = true;
        run.adopted = true;
        byPrompt.put(run.promptId, run);
    }

    Uni<Void> send(Job assigned, String clientId) {
        return parts.jobs.begin(assigned.id(), lease, UUID.randomUUID().toString())
                .chain(job -> job == null ? Uni.createFrom().voidItem() : send(started(job), clientId));
    }

    /** Sends a job whose intent is written already. */
    Uni<Void> begin(Job job, String clientId) {
        return send(started(job), clientId);
    }

    private Run started(Job job) {
        return new Run(job, new RunOutputs(parts.outputs, client, job));
    }

    private Uni<Void> send(Run run, String clientId) {
        byPrompt.put(run.promptId, run);
        number++;
        return parts.dispatch.send(client, run.job, clientId, number)
                .invoke(() -> {
                    run.sent = true;
                    run.heard();
                })
                .onFailure().recoverWithUni(failure -> notSent(run, failure));
    }

    private Uni<Void> notSent(Run run, Throwable failure) {
        if (failure instanceof ComfyUnavailable) {
            // It may have arrived: its own history and queue will tell.
            run.sent = true;
            run.doubtful = true;
            return Uni.createFrom().voidItem();
        }
        byPrompt.remove(run.promptId);
        if (failure instanceof ComfyRefusal refusal) {
            return parts.jobs.fail(run.job, lease, PredictionFailure.WORKFLOW_INVALID, refusal.detail()).replaceWithVoid();
        }
        LOG.errorf(failure, "Job %s cannot be sent", run.job.id());
        return parts.jobs.fail(run.job, lease, PredictionFailure.INPUT_FILE_UNAVAILABLE, "An input file cannot be read").replaceWithVoid();
    }

    void frame(ComfyFrame frame) {
        var run = frame instanceof ComfyFrame.Preview preview && preview.promptId() == null ? executing : find(frame);
        if (run == null) {
            return;
        }
        run.heard();
        if (frame instanceof ComfyFrame.Cached cached) {
            run.cached(cached.nodes());
        } else if (frame instanceof ComfyFrame.Executing now) {
            executing = run;
            run.executes(now.node());
        } else if (frame instanceof ComfyFrame.Progress progress) {
            run.advance(progress);
            tell(run);
        } else if (frame instanceof ComfyFrame.Preview preview) {
            picture(run, preview);
        } else if (frame instanceof ComfyFrame.Executed executed) {
            executed.files().stream().filter(file -> file.type().equals("output"))
                    .forEach(file -> run.outputs.named(file, output -> produced(run, output)));
        } else if (frame instanceof ComfyFrame.Ended) {
            ask(run).subscribe().with(nothing -> {
            }, failure -> LOG.debugf("The end of %s is asked for again: %s", run.job.id(), failure.getMessage()));
        }
    }

    private @Nullable Run find(ComfyFrame frame) {
        var id = frame.promptId();
        return id == null ? null : byPrompt.get(id);
    }

    private void picture(Run run, ComfyFrame.Preview frame) {
        var sender = run.sender(frame);
        if (sender != null) {
            run.outputs.picture(sender, frame.mediaType(), frame.image());
        } else if (System.nanoTime() - run.shownAt >= parts.config.progressEvery().toNanos()) {
            run.shownAt = System.nanoTime();
            parts.previews.show(new JobPreview(run.job.id(), frame.mediaType(), frame.image())).subscribe().with(shown -> {
            }, failure -> LOG.debugf("A preview of %s is left out: %s", run.job.id(), failure.getMessage()));
        }
    }

    /** Of a run that is about to end nothing is told: its outcome tells all. */
    private Uni<Boolean> produced(Run run, JobOutput output) {
        return run.goesOn(vertx, PAUSE).chain(goesOn -> goesOn && byPrompt.containsKey(run.promptId)
                ? parts.jobs.produced(run.job, lease, output).map(job -> job != null)
                : Uni.createFrom().item(false));
    }

    private void tell(Run run) {
        var now = System.nanoTime();
        if (now - run.toldAt >= parts.config.progressEvery().toNanos() && run.percent() > run.toldPercent && !run.ending) {
            run.toldAt = now;
            run.toldPercent = run.percent();
            parts.jobs.progress(run.job, lease, run.percent(), run.stage).subscribe().with(job -> {
            }, failure -> LOG.debugf("Progress of %s not written: %s", run.job.id(), failure.getMessage()));
        }
    }

    /** Looks after the jobs that nothing was heard of. */
    Uni<Void> check() {
        var silent = all().stream().filter(run -> run.sent && !run.ending
                && (run.doubtful || System.nanoTime() - run.heardAt > ASK_AFTER.toNanos())).toList();
        return Multi.createFrom().iterable(silent)
                .onItem().transformToUniAndConcatenate(run -> ask(run).chain(ended -> ended ? Uni.createFrom().voidItem() : search(run)))
                .collect().last().replaceWithVoid();
    }

    /** @return whether it has ended */
    private Uni<Boolean> ask(Run run) {
        if (run.ending) {
            return Uni.createFrom().item(true);
        }
        run.ending = true;
        return client.outcome(run.promptId)
                .chain(outcome -> outcome == null ? Uni.createFrom().item(false) : end(run, outcome).replaceWith(true))
                .onItemOrFailure().invoke((ended, failure) -> run.ending = failure == null && Boolean.TRUE.equals(ended));
    }

    private Uni<Void> end(Run run, ComfyOutcome outcome) {
        run.isOver();
        var cardFault = outcome instanceof ComfyOutcome.Failed failed && failed.isCardFault();
        return (cardFault ? quarantine() : Uni.createFrom().voidItem())
                .chain(() -> parts.ending.of(run, backend, lease, client, outcome))
                .invoke(() -> forget(run))
                .call(job -> job != null && outcome instanceof ComfyOutcome.Succeeded done
                        ? learn(job, done.cached() || run.adopted)
                        : Uni.createFrom().voidItem())
                .replaceWithVoid();
    }

    /** Before the job waits again: it would be given to the same card at once. The driver takes the other jobs away. */
    private Uni<Void> quarantine() {
        if (!faulty) {
            LOG.warnf("Backend %s is quarantined: its card is faulty", backend.id());
        }
        faulty = true;
        return parts.backends.state(backend.id(), lease, BackendState.QUARANTINED, FAULTY);
    }

    /** @param unlike whether it took another time than a run of its own would have */
    private Uni<Void> learn(Job job, boolean unlike) {
        var cold = !loaded.containsAll(job.models());
        var models = job.models().isEmpty() ? loaded : job.models();
        var changed = !models.equals(loaded);
        loaded = models;
        var started = job.startedAt();
        var ended = job.endedAt();
        var key = job.workflow() + '/' + cold;
        var now = System.nanoTime();
        if (unlike || started == null || ended == null || now - learned.getOrDefault(key, now - LEARN_EVERY) < LEARN_EVERY) {
            return changed ? parts.backends.loaded(backend.id(), lease, models) : Uni.createFrom().voidItem();
        }
        learned.put(key, now);
        return parts.runTimes.learn(job.workflow(), backend.id(), cold, Duration.between(started, ended).toMillis())
                .chain(() -> changed ? parts.backends.loaded(backend.id(), lease, models) : Uni.createFrom().voidItem());
    }

    private void forget(Run run) {
        byPrompt.remove(run.promptId);
        if (executing == run) {
            executing = null;
        }
    }

    /** Neither ended nor queued: it was lost in a restart, or never arrived, or was taken out of the queue for us. */
    private Uni<Void> search(Run run) {
        if (System.nanoTime() - run.heardAt < SEARCH_AFTER.toNanos() && !run.cancelSent && !run.doubtful) {
            return Uni.createFrom().voidItem();
        }
        return client.queued().chain(queued -> queued.contains(run.promptId)
                ? Uni.createFrom().voidItem()
                // It may have ended between the two questions.
                : ask(run).chain(ended -> ended ? Uni.createFrom().voidItem() : lose(run, "The backend does not know the job any more")));
    }

    /** Another attempt, elsewhere if possible. */
    Uni<Void> lose(Run run, String detail) {
        if (run.ending) {
            return Uni.createFrom().voidItem();
        }
        run.ending = true;
        forget(run);
        return (run.cancelSent ? parts.jobs.canceled(run.job, lease, "REQUESTED") : parts.ending.lost(run.job, lease, detail))
                .replaceWithVoid();
    }

    Uni<Void> loseAll(String detail) {
        return Multi.createFrom().iterable(all())
                .onItem().transformToUniAndConcatenate(run -> lose(run, detail)).collect().last().replaceWithVoid();
    }

    /** Somebody wants it to end. */
    Uni<Void> cancel(Run run) {
        if (run.cancelSent || !run.sent) {
            return Uni.createFrom().voidItem();
        }
        run.cancelSent = true;
        return client.cancel(run.promptId).onFailure().invoke(() -> run.cancelSent = false);
    }

    /** The job has ended without this driver (deadline, another replica): nobody waits for the run any more. */
    Uni<Void> abandon(Run run) {
        forget(run);
        return run.ending ? Uni.createFrom().voidItem() : client.cancel(run.promptId).onFailure().recoverWithNull();
    }
}
