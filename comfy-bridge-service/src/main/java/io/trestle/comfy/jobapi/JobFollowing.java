package io.trestle.comfy.jobapi;

import java.util.List;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.trestle.comfy.watch.JobChange;
import io.trestle.comfy.watch.JobFeed;
import io.trestle.comfy.watch.JobLog;

/** One reader of one job's changes: each once and in order. What is heard in time is passed on; what was missed is read. */
final class JobFollowing {

    private final String jobId;
    private final JobFeed feed;
    private final JobLog log;
    private int last;
    private boolean reading;
    private boolean again;
    private boolean over;

    JobFollowing(String jobId, int last, JobFeed feed, JobLog log) {
        this.jobId = jobId;
        this.last = last;
        this.feed = feed;
        this.log = log;
    }

    /** Completes after the job's end. */
    Multi<JobChange> changes() {
        return Multi.createFrom().emitter(emitter -> {
            Cancellable heard = feed.changes().filter(change -> change.id().equals(jobId)).subscribe().with(now -> heard(now, emitter));
            Cancellable gaps = feed.gaps().subscribe().with(gap -> read(emitter));
            emitter.onTermination(() -> {
                synchronized (this) {
                    over = true;
                }
                heard.cancel();
                gaps.cancel();
            });
            read(emitter);
        });
    }

    private synchronized void heard(JobChange change, MultiEmitter<? super JobChange> emitter) {
        if (!reading && change.n() == last + 1) {
            pass(change, emitter);
        } else if (change.n() > last) {
            read(emitter);
        }
    }

    private synchronized void read(MultiEmitter<? super JobChange> emitter) {
        if (over || reading) {
            again = true;
            return;
        }
        reading = true;
        again = false;
        log.after(jobId, last).subscribe().with(changes -> wereRead(changes, emitter), emitter::fail);
    }

    private synchronized void wereRead(List<JobChange> changes, MultiEmitter<? super JobChange> emitter) {
        changes.forEach(change -> pass(change, emitter));
        reading = false;
        if (!over && (again || !changes.isEmpty())) {
            read(emitter);
        }
    }

    private void pass(JobChange change, MultiEmitter<? super JobChange> emitter) {
        if (!over) {
            last = change.n();
            emitter.emit(change);
            if (change.state().isEnd()) {
                over = true;
                emitter.complete();
            }
        }
    }
}
