package io.trestle.comfy.watch;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.trestle.comfy.ledger.Replicas;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.json.JsonObject;

/** Changes of jobs for those who watch: what this replica has committed at once, what others have as the database tells it. */
@ApplicationScoped
public class JobFeed {

    private static final Logger LOG = Logger.getLogger(JobFeed.class);

    private final Notifications notifications;
    private final String self;
    private final BroadcastProcessor<JobChange> changes = BroadcastProcessor.create();
    private final BroadcastProcessor<Boolean> gaps = BroadcastProcessor.create();

    JobFeed(Notifications notifications, Replicas replicas) {
        this.notifications = notifications;
        this.self = replicas.self().toString();
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
            var change = new JsonObject(payload);
            if (!self.equals(change.getString("by"))) {
                emit(JobChange.parse(change));
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "A notification is no change of a job");
        }
    }

    /** What was committed here, in order. */
    public void changed(List<JobChange> committed) {
        committed.forEach(this::emit);
    }

    /** Two threads come here: that of the ledger, and that of the notifications. */
    private synchronized void emit(JobChange change) {
        changes.onNext(change);
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
