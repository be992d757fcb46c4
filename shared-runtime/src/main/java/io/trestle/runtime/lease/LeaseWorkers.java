package io.trestle.runtime.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/** Starts the workers of this replica, and asks for work. */
@ApplicationScoped
public class LeaseWorkers {

    private final Vertx vertx;
    private final Pool pool;
    private final Notifications notifications;
    private final List<LeaseWorker> started = new CopyOnWriteArrayList<>();

    LeaseWorkers(Vertx vertx, Pool pool, Notifications notifications) {
        this.vertx = vertx;
        this.pool = pool;
        this.notifications = notifications;
    }

    /**
     * Works on due rows until shutdown.
     *
     * @param concurrency rows at once in this replica
     * @param leaseFor how long a replica that dies keeps its rows from the others; renewed at a third of it while the work runs
     * @param work runs on a Vert.x context of its own, so that it may open Hibernate Reactive sessions; a failure is logged, and the row is
     *     due again after a pause that grows with its attempts
     */
    public LeaseWorker start(LeasedTable table, int concurrency, Duration leaseFor, Function<Lease, Uni<LeaseOutcome>> work) {
        var worker = new LeaseWorker(vertx, new LeaseStore(pool, table), table, concurrency, leaseFor, work);
        worker.start(notifications.on(table.channel()));
        started.add(worker);
        return worker;
    }

    /** Makes a row due now, in the transaction of the current Hibernate Reactive session, and wakes a worker at its commit. */
    public Uni<Void> request(LeasedTable table, String id) {
        return Panache.getSession().chain(session -> session.createNativeQuery(
                "UPDATE " + table.table() + " SET next_attempt_at = now() WHERE CAST(" + table.idColumn() + " AS text) = :id")
                .setParameter("id", id)
                .executeUpdate())
                .chain(() -> notifications.send(table.channel(), id));
    }

    void stop(@Observes ShutdownEvent event) {
        started.forEach(LeaseWorker::stop);
    }
}
