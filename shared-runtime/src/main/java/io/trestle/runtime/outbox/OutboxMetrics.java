package io.trestle.runtime.outbox;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.WithoutDatabase;
import io.vertx.mutiny.sqlclient.Pool;

/** What an operator sees of the outbox. */
@ApplicationScoped
class OutboxMetrics {

    private static final String BACKLOG = """
            SELECT count(*) FILTER (WHERE parked_at IS NULL) AS waiting, count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked,
                   coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE parked_at IS NULL)), 0)::float8 AS age
            FROM outbox""";

    private record Backlog(double waiting, double parked, double age) {
    }

    private final Pool pool;
    private final Counter published;
    private final Counter deferred;
    private volatile Backlog backlog = new Backlog(0, 0, 0);

    OutboxMetrics(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        published = Counter.builder("trestle.outbox.published").description("Messages that Kafka has taken").register(registry);
        deferred = Counter.builder("trestle.outbox.deferred").description("Sends that failed and will be repeated").register(registry);
        Gauge.builder("trestle.outbox.waiting", () -> backlog.waiting()).description("Messages not yet in Kafka").register(registry);
        Gauge.builder("trestle.outbox.parked", () -> backlog.parked())
                .description("Messages that Kafka refuses; a person must look at them").register(registry);
        Gauge.builder("trestle.outbox.oldest.age", () -> backlog.age()).baseUnit("seconds")
                .description("Age of the oldest message not yet in Kafka").register(registry);
    }

    void count(List<SendOutcome> outcomes) {
        published.increment(outcomes.stream().filter(SendOutcome.Published.class::isInstance).count());
        deferred.increment(outcomes.stream().filter(SendOutcome.Deferred.class::isInstance).count());
    }

    @Scheduled(every = "15s", delayed = "5s", skipExecutionIf = WithoutDatabase.class)
    Uni<Void> look() {
        return pool.query(BACKLOG).execute()
                .map(rows -> rows.iterator().next())
                .invoke(row -> backlog = new Backlog(row.getLong("waiting"), row.getLong("parked"), row.getDouble("age")))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }
}
