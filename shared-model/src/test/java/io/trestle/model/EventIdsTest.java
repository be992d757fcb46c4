package io.trestle.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:30:00.125Z");
    private final SettableClock clock = new SettableClock();
    private final EventIds ids = new EventIds(clock, new Random(7));

    @Nested
    class Next {

        @Test
        void shouldBeVersion7WithTheTime_always() {
            var id = ids.next();

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(millis(id)).isEqualTo(NOW.toEpochMilli());
        }

        @Test
        void shouldRise_whenManyAreMadeInOneMillisecond() {
            var made = IntStream.range(0, 10_000).mapToObj(i -> ids.next()).toList();

            assertThat(text(made)).isSorted().doesNotHaveDuplicates();
            // what does not fit into the millisecond borrows from the next ones
            assertThat(millis(made.get(made.size() - 1)) - NOW.toEpochMilli()).isBetween(1L, 3L);
        }

        @Test
        void shouldRise_whenTheClockGoesBack() {
            var before = ids.next();
            clock.now = NOW.minusSeconds(3600);
            var after = ids.next();

            assertThat(text(List.of(before, after))).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void shouldFollowTheClock_whenItGoesOn() {
            ids.next();
            clock.now = NOW.plusMillis(1);

            assertThat(millis(ids.next())).isEqualTo(NOW.plusMillis(1).toEpochMilli());
        }

        @Test
        void shouldNotRepeat_whenSeveralThreadsAsk() throws Exception {
            var seen = ConcurrentHashMap.<UUID>newKeySet();
            var threads = Executors.newFixedThreadPool(4);
            try {
                Callable<List<UUID>> work = () -> IntStream.range(0, 5_000).mapToObj(i -> ids.next()).toList();
                for (var made : threads.invokeAll(List.of(work, work, work, work))) {
                    assertThat(text(made.get())).isSorted();
                    seen.addAll(made.get());
                }
            } finally {
                threads.shutdownNow();
            }

            assertThat(seen).hasSize(20_000);
        }

        @Test
        void shouldDiffer_whenTwoGeneratorsShareTheMillisecond() {
            var other = new EventIds(clock, new Random(8));
            var made = new ArrayList<UUID>();
            IntStream.range(0, 1000).forEach(i -> made.addAll(List.of(ids.next(), other.next())));

            assertThat(made).doesNotHaveDuplicates();
        }
    }

    /** As PostgreSQL and Kafka readers sort them: {@link UUID#compareTo} compares signed halves. */
    private static List<String> text(List<UUID> ids) {
        return ids.stream().map(UUID::toString).toList();
    }

    private static long millis(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    private static final class SettableClock extends Clock {

        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
