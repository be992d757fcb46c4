package io.trestle.comfy.routing;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trestle.comfy.job.JobTransitions;
import io.trestle.comfy.ledger.JobLedger;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.Vertx;

/** Has the queue looked at when something changed that this replica did not do itself, and now and then. */
@ApplicationScoped
class RouterLoop {

    private static final Logger LOG = Logger.getLogger(RouterLoop.class);

    private final JobLedger ledger;
    private final JobTransitions jobs;
    private final Notifications notifications;
    private final RoutingConfig config;
    private final Vertx vertx;
    private volatile boolean stopped;

    RouterLoop(JobLedger ledger, JobTransitions jobs, Notifications notifications, RoutingConfig config, Vertx vertx) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.notifications = notifications;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        notifications.on("job_waiting").subscribe().with(nothing -> look());
        vertx.setPeriodic(config.lookEvery().toMillis(), timer -> {
            expire();
            look();
        });
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void look() {
        if (!stopped) {
            ledger.route();
        }
    }

    private void expire() {
        if (!stopped) {
            jobs.expire(TimeUnit.MILLISECONDS.toSeconds(config.longestWait().toMillis())).subscribe()
                    .with(expired -> expired.forEach(job -> LOG.debugf("Job %s ended: %s", job.id(), job.failureDetail())),
                            failure -> LOG.debugf("Deadlines are looked at again soon: %s", failure.getMessage()));
        }
    }
}
