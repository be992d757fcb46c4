package io.trestle.comfy.watch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.trestle.runtime.notify.Notifications;

/** Changes of jobs, told by the database to every replica, sorted to those who watch. */
@ApplicationScoped
public class JobFeed {

    private static final Logger LOG = Logger.getLogger(JobFeed.class);

    private final Notifications notifications;
    private final BroadcastProcessor<JobChange> changes = BroadcastProcessor.create();
    private final BroadcastProcessor<Boolean> gaps = BroadcastProcessor.create();

    JobFeed(Notifications notifications) {
        this.notifications = notifications;
    }

    void start(@Observes StartupEvent event) {
        notifications.on("job_changed").subscribe().with(this::accept);
    }

    private void accept(String payload) {
        if (payload.isEmpty()) {
            gaps.onNext(true);
            return;
        }
        try {
            changes.onNext(JobChange.parse(payload));
        } catch (RuntimeException e) {
            LOG.errorf(e, "A notification is no change of a job");
        }
    }

    /** Hot; a watcher that is too slow misses some, and gets the later ones. */
    public Multi<JobChange> changes() {
        return changes.onOverflow().drop();
    }

    /** Something may have been missed: whoever watches looks for himself. */
    public Multi<Boolean> gaps() {
        return gaps.onOverflow().drop();
    }
}
