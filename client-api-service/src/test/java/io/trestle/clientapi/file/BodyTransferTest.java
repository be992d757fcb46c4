package io.trestle.clientapi.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.trestle.clientapi.file.BodyTransfer.Received;
import io.trestle.clientapi.file.store.Draft;
import io.trestle.clientapi.file.store.FileStoreException;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

class BodyTransferTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final int CHUNK = 64 << 10;

    @AfterAll
    static void close() {
        VERTX.close();
    }

    /** A draft that counts, and tells when it is used by two at once. */
    private static class Counting implements Draft {

        final AtomicLong written = new AtomicLong();
        final AtomicBoolean busy = new AtomicBoolean();

        @Override
        public Uni<Void> write(List<ByteBuffer> bytes) {
            return Uni.createFrom().voidItem().invoke(() -> {
                assertThat(busy.getAndSet(true)).isFalse();
                bytes.forEach(buffer -> written.addAndGet(buffer.remaining()));
                busy.set(false);
            }).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        }

        @Override
        public Uni<String> keep() {
            return Uni.createFrom().item("key");
        }

        @Override
        public Uni<Void> drop() {
            return Uni.createFrom().voidItem();
        }
    }

    private static Received run(Multi<Buffer> body, Draft draft, Duration patience) {
        return Uni.createFrom().<Received>emitter(emitter -> VERTX.runOnContext(nothing -> new BodyTransfer(VERTX, draft, patience)
                .run(body).subscribe().with(emitter::complete, emitter::fail))).await().atMost(Duration.ofMinutes(1));
    }

    @Nested
    class Run {

        @Test
        void shouldHashAndWriteEverything() {
            var draft = new Counting();
            var received = run(Multi.createFrom().items("hello ", "", "world").map(Buffer::buffer), draft, Duration.ofMinutes(1));
            assertThat(received)
                    .isEqualTo(new Received("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9", 11));
            assertThat(draft.written).hasValue(11);
        }

        @Test
        void shouldNeverAskForMoreThanTheWindow_whenTheStoreIsSlow() {
            // given a client that sends as fast as it may
            var outstanding = new AtomicInteger();
            var most = new AtomicInteger();
            var body = Multi.createFrom().range(0, 2000).map(i -> Buffer.buffer(new byte[CHUNK]))
                    .onRequest().invoke(n -> most.accumulateAndGet(outstanding.addAndGet((int) n), Math::max));
            var draft = new Counting() {

                @Override
                public Uni<Void> write(List<ByteBuffer> bytes) {
                    outstanding.addAndGet(-bytes.size());
                    return super.write(bytes);
                }
            };
            // when
            var received = run(body, draft, Duration.ofMinutes(1));
            // then
            assertThat(received.size()).isEqualTo(2000L * CHUNK);
            assertThat(most.get()).isBetween(1, 64);
        }

        @Test
        void shouldFail_whenTheBodyDoes() {
            var body = Multi.createBy().concatenating().streams(Multi.createFrom().item(Buffer.buffer("x")),
                    Multi.createFrom().failure(new IllegalStateException("cut")));
            assertThatThrownBy(() -> run(body, new Counting(), Duration.ofMinutes(1))).hasMessageContaining("cut");
        }

        @Test
        void shouldFailAndReadNoFurther_whenTheStoreDoes() {
            var cancelled = new AtomicBoolean();
            var body = Multi.createFrom().range(0, 1_000_000).map(i -> Buffer.buffer(new byte[1]))
                    .onCancellation().invoke(() -> cancelled.set(true));
            var full = new Counting() {

                @Override
                public Uni<Void> write(List<ByteBuffer> bytes) {
                    return written.incrementAndGet() > 3
                            ? Uni.createFrom().failure(new FileStoreException("full", null))
                            : super.write(bytes);
                }
            };
            assertThatThrownBy(() -> run(body, full, Duration.ofMinutes(1))).isInstanceOf(FileStoreException.class);
            assertThat(cancelled).isTrue();
        }

        @Test
        void shouldEndIt_whenTheClientTrickles() {
            var body = Multi.createFrom().ticks().every(Duration.ofMillis(20)).map(i -> Buffer.buffer("x"));
            assertThatThrownBy(() -> run(body, new Counting(), Duration.ofMillis(300)))
                    .satisfiesAnyOf(failure -> assertThat(failure).isInstanceOf(ProblemException.class),
                            failure -> assertThat(failure).isInstanceOf(CompletionException.class))
                    .hasMessageContaining("request-timeout");
        }
    }
}
