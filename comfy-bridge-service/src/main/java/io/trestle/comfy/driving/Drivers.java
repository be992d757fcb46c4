package io.trestle.comfy.driving;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;
import io.vertx.core.Vertx;

/** The backends that this replica drives: a lease each. */
@ApplicationScoped
class Drivers {

    private static final LeasedTable TABLE = new LeasedTable("backend", "id", "backend");

    private final DriverParts parts;
    private final LeaseWorkers workers;
    private final Vertx vertx;
    private final Set<BackendDriver> running = ConcurrentHashMap.newKeySet();

    Drivers(DriverParts parts, LeaseWorkers workers, Vertx vertx) {
        this.parts = parts;
        this.workers = workers;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (parts.config.backends() > 0) {
            workers.start(TABLE, parts.config.backends(), parts.config.leaseFor(), this::drive);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        running.forEach(BackendDriver::stop);
    }

    private Uni<LeaseOutcome> drive(Lease lease) {
        return parts.backends.leased(lease.id(), lease.token()).chain(backend -> {
            if (backend == null) {
                return Uni.createFrom().item(LeaseOutcome.done());
            }
            var driver = new BackendDriver(parts, lease, backend, vertx);
            running.add(driver);
            return driver.run().onTermination().invoke(() -> running.remove(driver));
        });
    }
}
