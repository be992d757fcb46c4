package io.trestle.runtime.inbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.model.Envelope;
import io.trestle.model.Message;
import io.trestle.model.Topic;
import io.trestle.runtime.outbox.Outbox;
import io.vertx.core.Vertx;

/** Where every consumer of the suite hands in its records. */
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** A failure that looks like a bug may still be a passing one; after this many repetitions the record is set aside. */
    private static final int REPETITIONS_OF_A_BUG = 5;
    private static final double JITTER = 0.3;
    /** While this service writes a lot, each poll has a few of its own events: fewer polls with more of them cost a fraction. */
    private static final Duration PAUSE_AFTER_OURS = Duration.ofMillis(20);
    private static final int MANY_OF_OURS = 200;

    private final Outbox outbox;
    private final MeterRegistry metrics;
    private final String service;
    private final byte[] source;

    Inbox(Outbox outbox, MeterRegistry metrics, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.outbox = outbox;
        this.metrics = metrics;
        this.service = service;
        this.source = ("/" + service).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Decodes the record, then runs the effect in one Hibernate Reactive transaction together with the note that this event was consumed.
     * A duplicate changes nothing. Must be called on a Vert.x context, as message consumers are.
     *
     * @param effect runs in the transaction; a {@link PoisonRecordException} sends the record to {@code <topic>.<service>.dlq}
     * @return completes, and never fails, when the record may be acknowledged: its effect, or its dead letter, is committed
     */
    public <M extends Message> Uni<Void> consume(Topic topic, Class<M> type, ConsumerRecord<String, byte[]> record,
            Function<Envelope<M>, Uni<Void>> effect) {
        return Uni.createFrom().item(() -> RecordReader.read(topic, type, record))
                .chain(event -> untilItWorks(record, () -> once(topic, event, effect)))
                .onFailure(failure -> !isPassing(failure)).recoverWithUni(failure -> deadLetter(topic, record, failure));
    }

    /**
     * {@link #consume(Topic, Class, ConsumerRecord, Function)} for the records of one poll, one after another. For topics that this service
     * writes to as well: what it wrote itself is passed over, and costs next to nothing.
     */
    public <M extends Message> Uni<Void> consumeOfOthers(Topic topic, Class<M> type, ConsumerRecords<String, byte[]> records,
            Function<Envelope<M>, Uni<Void>> effect) {
        var ofOthers = StreamSupport.stream(records.spliterator(), false).filter(record -> !RecordReader.isFrom(source, record)).toList();
        if (ofOthers.isEmpty() && records.count() < MANY_OF_OURS) {
            return Uni.createFrom().voidItem().onItem().delayIt().by(PAUSE_AFTER_OURS);
        }
        return Multi.createFrom().iterable(ofOthers)
                .onItem().transformToUniAndConcatenate(record -> consume(topic, type, record, effect))
                .collect().last().replaceWithVoid();
    }

    private <M extends Message> Uni<Void> once(Topic topic, Envelope<M> event, Function<Envelope<M>, Uni<Void>> effect) {
        return Panache.withTransaction(() -> note(event)
                .chain(fresh -> fresh ? effect.apply(event).replaceWith(true) : Uni.createFrom().item(false)))
                .invoke(fresh -> count(topic, fresh ? "consumed" : "duplicate"))
                .replaceWithVoid();
    }

    private Uni<Boolean> note(Envelope<?> event) {
        return Panache.getSession().chain(session -> session.createNativeQuery("""
                INSERT INTO inbox (event_id, consumer) VALUES (CAST(:id AS uuid), :consumer) ON CONFLICT DO NOTHING""")
                .setParameter("id", event.id().toString())
                .setParameter("consumer", service)
                .executeUpdate()).map(inserted -> inserted == 1);
    }

    /** The consumer waits here while the database is away: acknowledging would lose the record, the next one would fare no better. */
    private static Uni<Void> untilItWorks(ConsumerRecord<String, byte[]> record, Supplier<Uni<Void>> work) {
        var context = Vertx.currentContext();
        var attempt = Uni.createFrom().deferred(work::get)
                .runSubscriptionOn(task -> context.runOnContext(nothing -> task.run()))
                .onFailure(Inbox::isPassing).invoke(failure -> LOG.warnf("%s/%d@%d waits and is tried again: %s",
                        record.topic(), record.partition(), record.offset(), failure));
        return attempt
                .onFailure(failure -> !isPassing(failure) && !(failure instanceof PoisonRecordException))
                .retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE).withJitter(JITTER).atMost(REPETITIONS_OF_A_BUG)
                .onFailure(Inbox::isPassing)
                .retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE).withJitter(JITTER).indefinitely();
    }

    private Uni<Void> deadLetter(Topic topic, ConsumerRecord<String, byte[]> record, Throwable failure) {
        var poison = failure instanceof PoisonRecordException;
        var reason = poison ? String.valueOf(failure.getMessage()) : "The consumer failed repeatedly";
        // The trace tells something only where the failure is a bug of ours.
        LOG.errorf(poison ? null : failure, "%s/%d@%d goes to the dead-letter topic: %s", record.topic(), record.partition(),
                record.offset(),
                reason);
        return untilItWorks(record, () -> Panache.withTransaction(() -> outbox.appendDeadLetter(record, service, reason)))
                .invoke(() -> count(topic, "dead-lettered"));
    }

    private static boolean isPassing(Throwable failure) {
        return PassingFailures.isPassing(failure);
    }

    private void count(Topic topic, String outcome) {
        metrics.counter("trestle.inbox.records", "topic", topic.topicName(), "outcome", outcome).increment();
    }
}
