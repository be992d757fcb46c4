package io.trestle.clientapi.file.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** What holds for every store. */
abstract class FileStoreContract {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Of the S3 store under test, so that both sides of its bounds are tried. */
    static final int PART = 5 << 20;

    abstract FileStore store();

    static <T> T get(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    static <T> List<T> get(Multi<T> multi) {
        return get(multi.collect().asList());
    }

    static byte[] bytes(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    Draft drafted(byte[] bytes) {
        var draft = get(store().begin(bytes.length));
        for (var from = 0; from < bytes.length; from += 1 << 20) {
            var chunk = ByteBuffer.wrap(bytes, from, Math.min(1 << 20, bytes.length - from));
            var half = chunk.remaining() / 2;
            get(draft.write(List.of(chunk.slice(from, half), chunk.slice(from + half, chunk.remaining() - half))));
        }
        return draft;
    }

    String kept(byte[] bytes) {
        return get(drafted(bytes).keep());
    }

    byte[] read(String key, long from, long length) {
        var content = get(store().open(key, from, length));
        if (content instanceof FileContent.OnDisk part) {
            try (var file = Files.newByteChannel(part.file())) {
                var bytes = ByteBuffer.allocate((int) part.length());
                file.position(part.from()).read(bytes);
                return bytes.array();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        var all = Buffer.buffer();
        get(((FileContent.Streamed) content).chunks()).forEach(all::appendBuffer);
        return all.getBytes();
    }

    @Nested
    class Keep {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 100_000, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 12_345})
        void shouldGiveBackTheSameBytes_whateverTheirNumber(int size) {
            var bytes = bytes(size);
            var key = kept(bytes);
            assertThat(get(store().has(key))).isTrue();
            assertThat(read(key, 0, size)).isEqualTo(bytes);
        }

        @Test
        void shouldGiveEachObjectItsOwnKey_whenBytesAreTheSame() {
            var bytes = "twice".getBytes(UTF_8);
            assertThat(kept(bytes)).isNotEqualTo(kept(bytes));
        }

        @Test
        void shouldWork_whenSizeWasNotKnown() {
            var draft = get(store().begin(FileStore.UNKNOWN));
            get(draft.write(List.of(ByteBuffer.wrap("abc".getBytes(UTF_8)))));
            assertThat(read(get(draft.keep()), 0, 3)).isEqualTo("abc".getBytes(UTF_8));
        }

        @Test
        void shouldShowNothing_beforeItIsCalled() {
            var before = get(store().keptBefore(Instant.MAX));
            var draft = drafted(bytes(2 * PART));
            assertThat(get(store().keptBefore(Instant.MAX))).isEqualTo(before);
            get(draft.drop());
        }

        @Test
        void shouldMixNothingUp_whenManyAreWrittenAtOnce() {
            var drafts = IntStream.range(0, 5).mapToObj(i -> drafted(bytes(PART + i))).toList();
            var keys = drafts.stream().map(draft -> get(draft.keep())).toList();
            for (var i = 0; i < 5; i++) {
                assertThat(read(keys.get(i), 0, PART + i)).isEqualTo(bytes(PART + i));
            }
        }
    }

    @Nested
    class Open {

        @Test
        void shouldGiveOnlyThePart_whenThereIsARange() {
            var key = kept("0123456789".getBytes(UTF_8));
            assertThat(read(key, 3, 4)).isEqualTo("3456".getBytes(UTF_8));
            assertThat(read(key, 9, 1)).isEqualTo("9".getBytes(UTF_8));
        }

        @Test
        void shouldGiveNothing_whenThereIsNoSuchObject() {
            var key = kept(bytes(10));
            get(store().delete(key));
            assertThat(get(store().open(key, 0, 10))).isNull();
            assertThat(get(store().has(key))).isFalse();
        }
    }

    @Nested
    class Drop {

        @ParameterizedTest
        @ValueSource(ints = {0, 10, 2 * PART + 10})
        void shouldLeaveNothing(int size) {
            var before = get(store().keptBefore(Instant.MAX));
            var draft = drafted(bytes(size));
            get(draft.drop());
            get(draft.drop());
            assertThat(get(store().keptBefore(Instant.MAX))).isEqualTo(before);
            assertThat(get(store().dropAbandoned(Instant.now().plusSeconds(60)))).isZero();
        }

        @Test
        void shouldHarmNothing_afterKeep() {
            var draft = drafted(bytes(10));
            var key = get(draft.keep());
            get(draft.drop());
            assertThat(get(store().has(key))).isTrue();
        }
    }

    @Nested
    class Delete {

        @Test
        void shouldSucceed_whenThereIsNothing() {
            var key = kept(bytes(1));
            get(store().delete(key));
            get(store().delete(key));
            assertThat(get(store().has(key))).isFalse();
        }
    }

    @Nested
    class KeptBefore {

        @Test
        void shouldNameOnlyWhatIsOlder() {
            var key = kept(bytes(1));
            assertThat(get(store().keptBefore(Instant.now().plusSeconds(60)))).contains(key);
            assertThat(get(store().keptBefore(Instant.now().minusSeconds(3600)))).doesNotContain(key);
        }
    }

    @Nested
    class DropAbandoned {

        @Test
        void shouldDropOnlyWhatIsOlder_whenNobodyGoesOn() {
            drafted(bytes(2 * PART));
            assertThat(get(store().dropAbandoned(Instant.now().minusSeconds(3600)))).isZero();
            assertThat(get(store().dropAbandoned(Instant.now().plusSeconds(60)))).isEqualTo(1);
            assertThat(get(store().dropAbandoned(Instant.now().plusSeconds(60)))).isZero();
        }
    }
}
