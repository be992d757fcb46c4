package io.trestle.comfy.routing;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.job.JobTransitions;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Makes the router look when something changed, and now and then; one look at a time in this replica. */
@ApplicationScoped
class RouterLoop {

    private static final Logger LOG = Logger.getLogger(RouterLoop.class);

    private final Router router;
    private final JobTransitions jobs;
    private final Notifications notifications;
    private final RoutingConfig config;
    private final Vertx vertx;
    private final Context context;
    private boolean looking;
    private boolean again;
    private volatile boolean stopped;

    RouterLoop(Router router, JobTransitions jobs, Notifications notifications, RoutingConfig config, Vertx vertx) {
        this.router = router;
        this.jobs = jobs;
        this.notifications = notifications;
        this.config = config;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    void start(@Observes StartupEvent event) {
        notifications.on("job_waiting").subscribe().with(nothing -> context.runOnContext(now -> look()));
        context.runOnContext(nothing -> vertx.setPeriodic(config.lookEvery().toMillis(), timer -> {
            expire();
            look();
        }));
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void look() {
        if (looking || stopped) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        onContext(router.assign()).subscribe().with(assigned -> looked(assigned > 0), failure -> {
            LOG.debugf("Jobs wait, looking again soon: %s", failure.getMessage());
            looked(false);
        });
    }

    private void looked(boolean more) {
        looking = false;
        if (again || more) {
            look();
        }
    }

    private void expire() {
        if (!stopped) {
            jobs.expire(TimeUnit.MILLISECONDS.toSeconds(config.longestWait().toMillis())).subscribe()
                    .with(expired -> expired.forEach(job -> LOG.debugf("Job %s ended: %s", job.id(), job.failureDetail())),
                            failure -> LOG.debugf("Deadlines are looked at again soon: %s", failure.getMessage()));
        }
    }

    private <T> Uni<T> onContext(Uni<T> uni) {
        return uni.emitOn(task -> context.runOnContext(nothing -> task.run()));
    }
}
