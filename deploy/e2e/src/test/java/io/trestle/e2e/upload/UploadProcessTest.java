package io.trestle.e2e.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.e2e.process.ClientApiProcess;
import io.trestle.e2e.process.ClientApiProcess.Settings;
import io.trestle.e2e.process.Switch;
import io.trestle.e2e.upload.Worker.Outcome;
import io.trestle.engines.TestEnvironment;

/**
 * {@code -Dtrestle.upload.bytes=2147483648} uploads the longest file that is allowed instead of 256 MiB, {@code -Dtrestle.upload.restarts=N}
 * restarts each replica N times instead of once.
 */
class UploadProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LARGE = Long.getLong("trestle.upload.bytes", 256L << 20);
    private static final int RESTARTS = Integer.getInteger("trestle.upload.restarts", 1);
    private static final long MEGABYTE = 1 << 20;

    private static TestEnvironment environment;
    private Path directory;

    @BeforeAll
    static void createEnvironment() {
        environment = TestEnvironment.create();
    }

    @AfterAll
    static void closeEnvironment() {
        environment.close();
    }

    @BeforeEach
    void createDirectory() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "uploads")), "run").toAbsolutePath();
    }

    private List<Path> stored(String part) {
        var root = directory.resolve("files").resolve(part);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertReadable(Outcome outcome, int port, String sha256) throws IOException, InterruptedException {
        assertThat(outcome.status()).as(outcome.body()).isEqualTo(201);
        assertThat(outcome.location().orElseThrow().getPath()).contains(sha256);
        var response = Worker.read(outcome.location().orElseThrow(), port);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Bytes.sha256(response.body())).isEqualTo(sha256);
    }

    @Nested
    class Memory {

        @Test
        void shouldStayFlat_whateverTheSizeOfAFile() throws IOException, InterruptedException {
            // a heap and direct memory that together hold no file of this size
            var settings = Settings.of(environment, directory).withJvm("-Xmx128m", "-XX:MaxDirectMemorySize=64m");
            try (var service = ClientApiProcess.start(settings)) {
                // given a service that has done everything once
                var worker = new Worker(service.port());
                assertReadable(worker.upload("warm", () -> Bytes.of(1, 30 * MEGABYTE), 30 * MEGABYTE), service.port(),
                        Bytes.sha256(Bytes.of(1, 30 * MEGABYTE)));
                var before = service.mostMemory();
                // when one comes with its length, and one without
                for (var declared : new long[]{LARGE, -1}) {
                    var seed = declared;
                    var outcome = worker.upload("large" + seed, () -> Bytes.of(seed, LARGE), declared);
                    assertReadable(outcome, service.port(), Bytes.sha256(Bytes.of(seed, LARGE)));
                }
                // then
                var grown = service.mostMemory() - before;
                System.out.printf("Memory grew by %d MiB for files of %d MiB%n", grown / MEGABYTE, LARGE / MEGABYTE);
                assertThat(grown).isLessThan(96 * MEGABYTE);
            }
        }
    }

    @Nested
    class Disk {

        @Test
        void shouldAskToComeBackAndLeaveNothing_whenItTakesNoMoreInTheMiddleOfAFile() throws IOException, InterruptedException {
            // files of more than 32 MiB cannot be written; the kernel fails the write, as it does on a full disk
            var settings = Settings.of(environment, directory).after("ulimit -f 32768");
            try (var service = ClientApiProcess.start(settings)) {
                var worker = new Worker(service.port());
                var refused = worker.once("a", () -> Bytes.of(2, 64 * MEGABYTE), 64 * MEGABYTE);
                assertThat(refused.status()).as(refused.body()).isEqualTo(503);
                assertThat(refused.retryAfter()).contains("5");
                await().atMost(PATIENCE).until(() -> stored("incoming").isEmpty());
                assertThat(stored("objects")).isEmpty();
                assertReadable(worker.once("b", () -> Bytes.of(3, MEGABYTE), MEGABYTE), service.port(),
                        Bytes.sha256(Bytes.of(3, MEGABYTE)));
            }
        }
    }

    @Nested
    class Crash {

        @Test
        void shouldShowNothingOfAHalfFile_whenTheProcessIsKilled() throws IOException, InterruptedException {
            CompletableFuture<Outcome> cut;
            try (var service = ClientApiProcess.start(Settings.of(environment, directory))) {
                cut = inBackground(() -> new Worker(service.port()).once("cut", () -> Bytes.slow(4, 100 * MEGABYTE, 20), 100 * MEGABYTE));
                await().atMost(PATIENCE).until(() -> stored("incoming").stream().anyMatch(file -> file.toFile().length() > MEGABYTE));
                service.kill();
            }
            assertThat(cut).failsWithin(PATIENCE);
            assertThat(stored("objects")).isEmpty();
            try (var service = ClientApiProcess.start(Settings.of(environment, directory))) {
                var again = new Worker(service.port()).upload("cut", () -> Bytes.of(4, MEGABYTE), MEGABYTE);
                assertReadable(again, service.port(), Bytes.sha256(Bytes.of(4, MEGABYTE)));
            }
        }
    }

    @Nested
    class Restart {

        @Test
        void shouldFinishWhatRunsAndTellOthersToComeBack_whenTheServiceIsToldToStop() throws IOException, InterruptedException {
            try (var service = ClientApiProcess.start(Settings.of(environment, directory))) {
                // given an upload that takes a while
                var worker = new Worker(service.port());
                var running = inBackground(() -> worker.once("slow", () -> Bytes.slow(5, 2 * MEGABYTE, 40), 2 * MEGABYTE));
                await().atMost(PATIENCE).until(() -> stored("incoming").stream().anyMatch(file -> file.toFile().length() > 0));
                // when
                service.terminate();
                // then
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                    var other = worker.once("other" + System.nanoTime(), () -> Bytes.of(6, 10), 10);
                    return other.status() == 503 && other.retryAfter().equals(Optional.of("5"));
                });
                assertThat(running.join().status()).isEqualTo(201);
                service.awaitEnd();
                assertThat(stored("incoming")).isEmpty();
            }
        }

        @Test
        void shouldLoseNoUpload_whenReplicasAreReplacedUnderLoad() throws IOException, InterruptedException {
            var settings = Settings.of(environment, directory);
            var outcomes = new ConcurrentLinkedQueue<CompletableFuture<Void>>();
            var uploads = new AtomicInteger();
            var lost = new ConcurrentLinkedQueue<Outcome>();
            var stopped = new AtomicBoolean();
            try (var before = new Switch()) {
                var replicas = new ClientApiProcess[]{ClientApiProcess.start(settings), ClientApiProcess.start(settings)};
                try {
                    for (var replica : replicas) {
                        before.add(replica.port());
                    }
                    var worker = new Worker(before.port());
                    // given workers that upload all the time, half of them over slow lines
                    IntStream.range(0, 8).forEach(i -> outcomes.add(inBackground(() -> {
                        for (var n = 0; !stopped.get(); n++) {
                            var seed = i * 1_000_000L + n;
                            var size = i % 2 == 0 ? MEGABYTE : 5 * MEGABYTE;
                            var outcome = i % 2 == 0
                                    ? worker.upload(i + "_" + n, () -> Bytes.slow(seed, size, 50), size)
                                    : worker.upload(i + "_" + n, () -> Bytes.of(seed, size), size);
                            uploads.incrementAndGet();
                            if (outcome.status() != 201 || !outcome.location().orElseThrow().getPath()
                                    .contains(Bytes.sha256(Bytes.of(seed, size)))) {
                                lost.add(outcome);
                            }
                        }
                        return null;
                    })));
                    // when each is stopped, the way a deployment stops it, and replaced
                    for (var round = 0; round < RESTARTS * replicas.length; round++) {
                        var replaced = replicas[round % replicas.length];
                        var successor = uploads.get() + 10;
                        await().atMost(PATIENCE).until(() -> uploads.get() >= successor);
                        replaced.terminate();
                        replaced.awaitEnd();
                        before.remove(replaced.port());
                        replicas[round % replicas.length] = ClientApiProcess.start(settings);
                        before.add(replicas[round % replicas.length].port());
                    }
                    stopped.set(true);
                    outcomes.forEach(CompletableFuture::join);
                    // then
                    System.out.printf("%d uploads over %d restarts, %d lost, %d times asked to come back%n", uploads.get(),
                            RESTARTS * replicas.length, lost.size(), worker.askedToComeBack());
                    assertThat(lost).isEmpty();
                    assertThat(worker.askedToComeBack()).as("times that a worker met a replica about to stop").isPositive();
                    assertThat(stored("incoming")).isEmpty();
                } finally {
                    stopped.set(true);
                    for (var replica : replicas) {
                        replica.close();
                    }
                }
            }
        }
    }

    /** What may fail as I/O does. */
    private interface Work<T> {

        T run() throws IOException, InterruptedException;
    }

    private static <T> CompletableFuture<T> inBackground(Work<T> work) {
        var result = new CompletableFuture<T>();
        var thread = new Thread(() -> {
            try {
                result.complete(work.run());
            } catch (IOException | InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        }, "worker");
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
