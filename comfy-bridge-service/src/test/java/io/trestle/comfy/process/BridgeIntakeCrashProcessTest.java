package io.trestle.comfy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.trestle.simulators.comfyui.graph.Pictures;
import io.vertx.core.json.JsonObject;

/**
 * The packaged bridge is killed (SIGKILL) while callers bring jobs and files. A caller that has no answer asks again, under its key: what it
 * brought is there once, and what was answered before is what is answered now.
 *
 * <p>{@code -Dtrestle.chaos.rounds=N} for more rounds, {@code -Dtrestle.chaos.seed=N} for other ones.
 */
class BridgeIntakeCrashProcessTest {

    private static final int ROUNDS = Integer.getInteger("trestle.chaos.rounds", 2);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CALLERS = 8;
    private static final int CALLS = 6;
    /** Within it most of the calls of a round are under way. */
    private static final int WITHIN_MILLIS = 400;

    private final Random dice = new Random(Long.getLong("trestle.chaos.seed", 20261122));
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private Surroundings surroundings;
    private volatile BridgeProcess process;

    @BeforeEach
    void open() {
        surroundings = new Surroundings(2);
        process = start();
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        process.close();
        surroundings.close();
    }

    private BridgeProcess start() {
        return BridgeProcess.start(surroundings.configuration()).awaitReady();
    }

    /** Kills the process somewhere in the middle of these calls, each of which is repeated until it has an answer. */
    private <T> List<T> answers(List<Callable<T>> calls) {
        var answers = calls.stream().map(call -> CompletableFuture.supplyAsync(() -> untilAnswered(call), callers)).toList();
        CompletableFuture.runAsync(() -> {
            process.kill();
            process = start();
        }, CompletableFuture.delayedExecutor(dice.nextInt(WITHIN_MILLIS), TimeUnit.MILLISECONDS)).join();
        return answers.stream().map(answer -> answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()).toList();
    }

    private static <T> T untilAnswered(Callable<T> call) {
        var limit = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.call();
            } catch (IOException | UncheckedIOException cut) {
                if (System.nanoTime() > limit) {
                    throw new AssertionError(cut);
                }
                Thread.onSpinWait();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void shouldTakeEachJobOnce_whenKilledWhileJobsArePosted() throws Exception {
        var bodies = new ConcurrentHashMap<String, String>();
        var ids = new ConcurrentHashMap<String, String>();
        for (var round = 0; round < ROUNDS; round++) {
            var calls = new ArrayList<Callable<Boolean>>();
            for (var n = 0; n < CALLERS * CALLS; n++) {
                var key = UUID.randomUUID().toString();
                bodies.put(key, new JsonObject().put("workflow", "tiny")
                        .put("inputs", new JsonObject().put("1/color", 1 + dice.nextInt(0xFFFFFE))).encode());
                calls.add(() -> {
                    ids.put(key, posted(key, bodies.get(key)));
                    return true;
                });
            }
            answers(calls);
        }
        for (var key : bodies.entrySet()) {
            assertThat(posted(key.getKey(), key.getValue())).as("the same key again").isEqualTo(ids.get(key.getKey()));
        }
        assertThat(ids.values()).doesNotHaveDuplicates();
        assertThat(process.get("/generation-count")).isEqualTo(String.valueOf(ids.size()));
        ids.values().forEach(id -> await().atMost(PATIENCE)
                .until(() -> new JsonObject(process.get("/jobs/" + id)).getString("state").equals("SUCCEEDED")));
        ids.values().forEach(id -> await().atMost(PATIENCE).until(() -> surroundings.topics.outcomes(id).size() == 1));
    }

    private String posted(String key, String body) throws IOException, InterruptedException {
        var answer = process.post("/jobs", key, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(201, 503);
        if (answer.statusCode() == 503) {
            // The queue of the tests is short.
            throw new IOException(answer.body());
        }
        return new JsonObject(answer.body()).getString("id");
    }

    @Test
    void shouldKeepEveryFileThatWasAnswered_whenKilledWhileFilesAreUploaded() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var colors = IntStream.range(0, CALLERS).map(n -> 1 + dice.nextInt(0xFFFFFE)).boxed().toList();
            var names = answers(colors.stream().<Callable<String>>map(color -> () -> process.upload("c" + color + ".png",
                    Pictures.png(Pictures.plain(16, 16, color), Map.of()))).toList());
            for (var n = 0; n < CALLERS; n++) {
                var id = new JsonObject(process.post("/jobs", UUID.randomUUID().toString(), new JsonObject().put("workflow", "image")
                        .put("inputs", new JsonObject().put("10/image", names.get(n))).encode()).body()).getString("id");
                await().atMost(PATIENCE).until(() -> new JsonObject(process.get("/jobs/" + id)).getString("state").equals("SUCCEEDED"));
                var picture = ImageIO.read(new ByteArrayInputStream(process.bytes("/jobs/" + id + "/outputs/0")));
                assertThat(picture.getRGB(3, 3) & 0xFFFFFF).isEqualTo(0xFFFFFF - colors.get(n));
            }
        }
    }
}
