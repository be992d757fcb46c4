package io.trestle.comfy.ledger;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.job.Job;
import io.trestle.model.prediction.PredictionEvent;
import io.vertx.mutiny.sqlclient.Pool;

/** What an operator sees of jobs. Counters are of this replica; the gauges are of the whole bridge, the same on every replica. */
@ApplicationScoped
public class JobMetrics {

    private static final String COUNTS = """
            SELECT count(*) FILTER (WHERE state = 'WAITING') AS waiting, count(*) FILTER (WHERE state <> 'WAITING') AS running,
                   coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE state = 'WAITING')), 0)::float8 AS oldest
            FROM job WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING')""";

    private record Counts(double waiting, double running, double oldest) {
    }

    private final Pool pool;
    private final MeterRegistry registry;
    private final Timer waited;
    private final Timer ran;
    private volatile Counts counts = new Counts(0, 0, 0);

    JobMetrics(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        this.registry = registry;
        this.waited = Timer.builder("trestle.comfy.job.waited").description("From the request to the dispatch, latest attempt")
                .register(registry);
        this.ran = Timer.builder("trestle.comfy.job.ran").description("From the dispatch to the success").register(registry);
        Gauge.builder("trestle.comfy.jobs.waiting", () -> counts.waiting()).description("Jobs that wait for a backend").register(registry);
        Gauge.builder("trestle.comfy.jobs.running", () -> counts.running()).description("Jobs that a backend has").register(registry);
        Gauge.builder("trestle.comfy.jobs.oldest.age", () -> counts.oldest()).baseUnit("seconds")
                .description("Age of the job that has waited longest").register(registry);
    }

    /** By what happened: {@code PredictionQueued}, {@code PredictionFailed} and so on. */
    void count(List<PredictionEvent> told) {
        told.forEach(event -> registry.counter("trestle.comfy.job.events", "event", event.getClass().getSimpleName()).increment());
    }

    public void waited(Job job) {
        record(waited, job.createdAt(), job.startedAt());
    }

    public void ran(Job job) {
        record(ran, job.startedAt(), job.endedAt());
    }

    private static void record(Timer timer, java.time.@Nullable Instant from, java.time.@Nullable Instant until) {
        if (from != null && until != null) {
            timer.record(Duration.between(from, until));
        }
    }

    @Scheduled(every = "5s")
    Uni<Void> look() {
        return pool.query(COUNTS).execute().map(rows -> rows.iterator().next())
                .invoke(row -> counts = new Counts(row.getLong("waiting"), row.getLong("running"), row.getDouble("oldest")))
                .onFailure().recoverWithNull().replaceWithVoid();
    }
}
