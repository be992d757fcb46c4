package io.trestle.comfy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.trestle.model.prediction.PredictionOutcome;
import io.trestle.model.prediction.PredictionSucceeded;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.run.RunFault;
import io.trestle.simulators.comfyui.run.RunFault.Kind;
import io.vertx.core.json.JsonObject;

/**
 * The packaged bridge is killed (SIGKILL) again and again while jobs run, at frames drawn by lot, and so are the ComfyUI servers. Every job that
 * was accepted, over HTTP or from Kafka, ends once, with its own picture.
 *
 * <p>{@code -Dtrestle.chaos.rounds=N} for more rounds, {@code -Dtrestle.chaos.seed=N} for other ones.
 */
class BridgeCrashProcessTest {

    private static final int ROUNDS = Integer.getInteger("trestle.chaos.rounds", 3);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int JOBS = 6;
    /** Of a run of {@code steps}: enough that the process dies before, during and after the runs. */
    private static final int FRAMES = 150;

    private final Random dice = new Random(Long.getLong("trestle.chaos.seed", 20261122));

    private static Surroundings surroundings;
    private static BridgeProcess process;

    @BeforeAll
    static void open() {
        surroundings = new Surroundings(2);
        process = start();
    }

    @AfterAll
    static void close() {
        process.close();
        surroundings.close();
    }

    private static BridgeProcess start() {
        return BridgeProcess.start(surroundings.configuration(
                // A member that comes back under its name gets its partitions at once.
                "mp.messaging.incoming.prediction-commands.group.instance.id", "bridge")).awaitReady();
    }

    @Test
    void shouldEndEveryAcceptedJobOnce_whenTheBridgeAndBackendsAreKilledAtAnyFrame() throws Exception {
        // Counts frames, and hits none.
        surroundings.simulators.forEach(comfy -> comfy.runFaults().add(RunFault.of(Kind.DROP).nth(1_000_000_000)));
        var colors = new HashMap<String, Integer>();
        for (var round = 1; round <= ROUNDS; round++) {
            var base = frames();
            var kill = base + 1 + dice.nextInt(FRAMES);
            surroundings.simulators.forEach(comfy -> comfy.runFaults()
                    .add(RunFault.of(Kind.KILL).nth(1 + dice.nextInt(FRAMES)).downFor(Duration.ofMillis(dice.nextInt(400)))));
            colors.putAll(submit());
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> frames() >= kill || allEnded(colors));
            process.kill();
            process = start();
            await().atMost(PATIENCE).until(() -> allEnded(colors));
            System.out.printf("round %d: killed after %d frames%n", round, kill - base);
        }
        for (var job : colors.entrySet()) {
            assertEndedOnce(job.getKey(), job.getValue());
        }
        assertThat(new JsonObject(process.get("/jobs?limit=500")).getJsonArray("jobs")).hasSize(colors.size());
        assertThat(process.get("/generation-count")).isEqualTo(String.valueOf(colors.size()));
    }

    /** Half of them over HTTP, half as commands. */
    private Map<String, Integer> submit() throws IOException, InterruptedException {
        var colors = new HashMap<String, Integer>();
        for (var n = 0; n < JOBS / 2; n++) {
            var color = 1 + dice.nextInt(0xFFFFFE);
            var body = new JsonObject().put("workflow", "steps").put("inputs",
                    new JsonObject().put("1/color", color).put("2/steps", 5).put("2/delay", 0.02)).encode();
            var answer = process.post("/jobs", UUID.randomUUID().toString(), body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            colors.put(new JsonObject(answer.body()).getString("id"), color);
        }
        for (var n = 0; n < JOBS / 2; n++) {
            var color = 1 + dice.nextInt(0xFFFFFE);
            var command = new RunPrediction(UUID.randomUUID().toString(), "local", "steps",
                    JsonNodeFactory.instance.objectNode().put("1/color", color).put("2/steps", 5).put("2/delay", 0.02), List.of(), null,
                    null,
                    false);
            surroundings.topics.send(command);
            colors.put(command.predictionId(), color);
        }
        return colors;
    }

    private static int frames() {
        return surroundings.simulators.stream().mapToInt(BridgeCrashProcessTest::frames).sum();
    }

    private static int frames(ComfySimulator comfy) {
        return comfy.runFaults().toJson().getJsonObject(0).getInteger("seen");
    }

    private static boolean allEnded(Map<String, Integer> jobs) {
        return jobs.keySet().stream().allMatch(id -> !surroundings.topics.outcomes(id).isEmpty());
    }

    private static void assertEndedOnce(String id, int color) throws IOException, InterruptedException {
        var events = new ArrayList<>(surroundings.topics.events(id));
        assertThat(Stream.of(events.toArray()).filter(PredictionOutcome.class::isInstance)).as(events.toString()).singleElement()
                .isInstanceOf(PredictionSucceeded.class);
        assertThat(events).last().isInstanceOf(PredictionSucceeded.class);
        var job = new JsonObject(process.get("/jobs/" + id));
        assertThat(job.getString("state")).as(job.encodePrettily()).isEqualTo("SUCCEEDED");
        assertThat(job.getJsonArray("outputs")).hasSize(1);
        var picture = ImageIO.read(new java.io.ByteArrayInputStream(process.bytes("/jobs/" + id + "/outputs/0")));
        assertThat(picture.getRGB(0, 0) & 0xFFFFFF).isEqualTo(color);
    }
}
