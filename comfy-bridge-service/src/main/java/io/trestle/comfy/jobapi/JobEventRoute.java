package io.trestle.comfy.jobapi;

import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobStore;
import io.trestle.comfy.watch.JobChange;
import io.trestle.comfy.watch.JobFeed;
import io.trestle.comfy.watch.JobLog;
import io.trestle.comfy.watch.JobPreview;
import io.trestle.comfy.watch.JobPreviews;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /jobs/{id}/events}: {@code state} for every change from the beginning, or after the one that {@code Last-Event-ID} names,
 * {@code preview} with a picture, {@code end} at last. A route of its own: JAX-RS begins to answer before it is known whether there is such a
 * job, and does not say that a reader has stopped reading.
 */
@ApplicationScoped
class JobEventRoute {

    /** Shorter than what proxies and our own server take for a dead connection. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
    /** What waits for a reader that does not read; beyond it the connection ends, and the reader may come back. */
    private static final int BEHIND = 1 << 20;

    private final IdentityVerifier identity;
    private final JobStore jobs;
    private final JobFeed feed;
    private final JobLog log;
    private final JobPreviews previews;
    private final Set<HttpServerResponse> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    JobEventRoute(IdentityVerifier identity, JobStore jobs, JobFeed feed, JobLog log, JobPreviews previews) {
        this.identity = identity;
        this.jobs = jobs;
        this.feed = feed;
        this.log = log;
        this.previews = previews;
    }

    /** Readers come back with the number of the last change that they have. */
    void stop(@Observes ShutdownDelayInitiatedEvent stopping) {
        draining = true;
        open.forEach(JobEventRoute::end);
    }

    void install(@Observes Router router) {
        router.get("/jobs/:id/events").order(-1).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        if (draining) {
            context.fail(
                    new ProblemException(ProblemType.UNAVAILABLE, "The service is about to restart").retryAfter(Duration.ofSeconds(5)));
            return;
        }
        var id = context.pathParam("id");
        identity.verify(context.request().headers()).chain(who -> jobs.find(id).map(job -> visible(who, job, id)))
                .subscribe().with(job -> stream(context, job, number(context.request().getHeader("Last-Event-ID"))), context::fail);
    }

    private static Job visible(Caller who, @Nullable Job job, String id) {
        if (job == null || !who.isOperator() && !who.tenant().equals(job.tenant())) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no job '" + id + "'");
        }
        return job;
    }

    /** What is no number of ours is as good as none: the reader gets everything. */
    private static int number(@Nullable String last) {
        return last != null && last.matches("\\d{1,9}") ? Integer.parseInt(last) : 0;
    }

    private void stream(RoutingContext context, Job job, int last) {
        var response = context.response();
        response.setChunked(true).setWriteQueueMaxSize(BEHIND).putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache").putHeader("X-Accel-Buffering", "no");
        response.write(": " + job.id() + "\n\n");
        if (job.state().isEnd() && last >= job.events()) {
            response.end();
            return;
        }
        var beside = Multi.createBy().merging().streams(previews.of(job.id()).map(JobEventRoute::preview),
                Multi.createFrom().ticks().every(SIGN_OF_LIFE).onOverflow().drop().map(tick -> ": alive\n\n"))
                .subscribe().with(text -> write(response, text, false), failure -> {
                });
        var changes = new JobFollowing(job.id(), last, feed, log).changes()
                .subscribe().with(change -> write(response, change(change), true), failure -> end(response), () -> end(response));
        response.closeHandler(closed -> {
            open.remove(response);
            changes.cancel();
            beside.cancel();
        });
        response.endHandler(ended -> {
            open.remove(response);
            changes.cancel();
            beside.cancel();
        });
        open.add(response);
        if (draining) {
            end(response);
        }
    }

    /** @param needed whether the reader must not miss it */
    private static void write(HttpServerResponse response, String text, boolean needed) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (!response.writeQueueFull()) {
            response.write(text);
        } else if (needed) {
            response.reset();
        }
    }

    private static void end(HttpServerResponse response) {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    private static String change(JobChange change) {
        var data = new JsonObject().put("id", change.id()).put("state", change.state().name()).put("percent", change.percent())
                .put("stage", change.stage()).put("backend", change.backend()).put("attempt", change.attempt())
                .put("detail", change.detail()).put("at", String.valueOf(change.at()));
        return "id: " + change.n() + "\nevent: " + (change.state().isEnd() ? "end" : "state") + "\ndata: " + data.encode() + "\n\n";
    }

    private static String preview(JobPreview preview) {
        var data = new JsonObject().put("mediaType", preview.mediaType())
                .put("base64", Base64.getEncoder().encodeToString(preview.image().getBytes()));
        return "event: preview\ndata: " + data.encode() + "\n\n";
    }
}
