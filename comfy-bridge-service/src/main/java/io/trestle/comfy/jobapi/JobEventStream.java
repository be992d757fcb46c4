package io.trestle.comfy.jobapi;

import java.util.Base64;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import io.smallrye.mutiny.Multi;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobStore;
import io.trestle.comfy.watch.JobChange;
import io.trestle.comfy.watch.JobFeed;
import io.trestle.comfy.watch.JobPreview;

/** A job as a stream of events: where it is at once, then every change, until its end. Whoever comes back gets its state first. */
@ApplicationScoped
class JobEventStream {

    private static final String END = "end";

    private final JobStore jobs;
    private final JobFeed feed;

    JobEventStream(JobStore jobs, JobFeed feed) {
        this.jobs = jobs;
        this.feed = feed;
    }

    Multi<OutboundSseEvent> of(Job job, Sse sse) {
        var live = feed.changes().filter(change -> change.id().equals(job.id()));
        // Looked up after the subscription, so that no change falls between the two.
        var now = jobs.find(job.id()).onItem().ifNotNull().transform(JobChange::of);
        var missed = feed.gaps().onItem().transformToUniAndConcatenate(gap -> jobs.find(job.id())).map(JobChange::of);
        var changes = Multi.createBy().merging().streams(live, missed, now.toMulti()).map(change -> change(sse, change));
        var previews = feed.previews(job.id()).map(preview -> preview(sse, preview));
        var all = Multi.createBy().merging().streams(changes, previews);
        return Multi.createFrom().emitter(emitter -> emitter.onTermination(all.subscribe().with(event -> {
            emitter.emit(event);
            if (END.equals(event.getName())) {
                emitter.complete();
            }
        }, emitter::fail)::cancel));
    }

    private static OutboundSseEvent change(Sse sse, JobChange change) {
        return sse.newEventBuilder().name(change.state().isEnd() ? END : "state").mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(change).build();
    }

    private static OutboundSseEvent preview(Sse sse, JobPreview preview) {
        return sse.newEventBuilder().name("preview").mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(Map.of("mediaType", preview.mediaType(), "base64", Base64.getEncoder().encodeToString(preview.image().getBytes())))
                .build();
    }
}
