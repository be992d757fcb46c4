package io.trestle.comfy.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.comfy.PredictionTopics;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.CancelPrediction;
import io.trestle.model.prediction.InputFile;
import io.trestle.model.prediction.PredictionCanceled;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionProgressed;
import io.trestle.model.prediction.PredictionQueued;
import io.trestle.model.prediction.PredictionRequeued;
import io.trestle.model.prediction.PredictionStarted;
import io.trestle.model.prediction.PredictionSucceeded;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.run.RunFault;
import io.trestle.simulators.comfyui.run.RunFault.Kind;

/** Commands in, exactly one outcome out for each. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class PredictionCommandsTest {

    private static PredictionTopics topics;

    private Fleet fleet;
    private ComfySimulator comfy;

    @BeforeAll
    static void open() {
        topics = new PredictionTopics();
    }

    @AfterAll
    static void close() {
        topics.close();
    }

    @BeforeEach
    void start() {
        fleet = new Fleet();
        comfy = fleet.add();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static ObjectNode inputs() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static RunPrediction run(String workflow, ObjectNode inputs, InputFile... files) {
        return new RunPrediction(UUID.randomUUID().toString(), "tenant-a", workflow, inputs, List.of(files), null, null, false);
    }

    @Test
    void shouldTellTheWholeStory_whenItSucceeds() {
        var command = run("slow", inputs().put("6/seed", Bridge.color()).put("6/steps", 20));
        topics.send(command);

        var outcome = topics.outcome(command.predictionId(), PredictionSucceeded.class);

        assertThat(outcome.backend()).isEqualTo(Fleet.id(comfy));
        assertThat(outcome.files()).singleElement().satisfies(file -> {
            assertThat(file.contentType()).isEqualTo("image/png");
            assertThat(file.url()).endsWith("/jobs/" + command.predictionId() + "/outputs/0");
        });
        var story = topics.events(command.predictionId());
        assertThat(story.get(0)).isInstanceOf(PredictionQueued.class);
        assertThat(story.get(1)).isInstanceOf(PredictionStarted.class);
        assertThat(story).hasAtLeastOneElementOfType(PredictionProgressed.class).last().isEqualTo(outcome);
    }

    @Test
    void shouldRunOnce_whenTheCommandComesTwice() {
        var command = run("tiny", inputs().put("1/color", Bridge.color()));
        var eventId = UUID.randomUUID();
        topics.send(eventId, command);
        topics.send(eventId, command);
        topics.send(command);
        var later = run("tiny", inputs().put("1/color", Bridge.color()));
        topics.send(later);
        topics.outcome(later.predictionId(), PredictionSucceeded.class);
        topics.outcome(command.predictionId(), PredictionSucceeded.class);

        assertThat(topics.events(command.predictionId()).stream().filter(PredictionStarted.class::isInstance)).hasSize(1);
        assertThat(topics.outcomes(command.predictionId())).hasSize(1);
    }

    @Test
    void shouldFail_whenItCannotRun() {
        var unknown = run("nothing", inputs());
        var wrong = run("tiny", inputs().put("1/color", "red"));
        var invalid = run("tiny", inputs().put("1/width", 0));
        var unreachable = run("image", inputs(),
                new InputFile("10/image", "http://127.0.0.1:1/file.png", "file.png", null, null, null));
        List.of(unknown, wrong, invalid, unreachable).forEach(topics::send);

        assertThat(topics.outcome(unknown.predictionId(), PredictionFailed.class).reason()).isEqualTo(PredictionFailure.WORKFLOW_NOT_FOUND);
        assertThat(topics.outcome(wrong.predictionId(), PredictionFailed.class).reason()).isEqualTo(PredictionFailure.INPUT_INVALID);
        assertThat(topics.outcome(invalid.predictionId(), PredictionFailed.class).reason()).isEqualTo(PredictionFailure.WORKFLOW_INVALID);
        assertThat(topics.outcome(unreachable.predictionId(), PredictionFailed.class).reason())
                .isEqualTo(PredictionFailure.INPUT_FILE_UNAVAILABLE);
    }

    @Test
    void shouldCancelWhatRuns_andWhatHasNotComeYet() {
        var running = run("slow", inputs().put("6/seed", Bridge.color()).put("6/steps", 10000));
        topics.send(running);
        await().atMost(Fleet.PATIENCE)
                .until(() -> topics.events(running.predictionId()).stream().anyMatch(PredictionProgressed.class::isInstance));
        topics.send(new CancelPrediction(running.predictionId(), "tenant-a"));
        var late = run("tiny", inputs().put("1/color", Bridge.color()));
        topics.send(new CancelPrediction(late.predictionId(), "tenant-a"));
        topics.send(late);

        assertThat(topics.outcome(running.predictionId(), PredictionCanceled.class).cause()).isEqualTo(CancelCause.REQUESTED);
        assertThat(topics.outcome(late.predictionId(), PredictionCanceled.class).backend()).isNull();
    }

    @Test
    void shouldSayThatItIsTriedAgain_whenTheBackendDies() {
        comfy.runFaults().add(RunFault.of(Kind.KILL).on("progress"));
        var command = run("slow", inputs().put("6/seed", Bridge.color()));
        topics.send(command);

        topics.outcome(command.predictionId(), PredictionSucceeded.class);

        assertThat(topics.events(command.predictionId()).stream().filter(PredictionRequeued.class::isInstance)).singleElement()
                .satisfies(event -> assertThat(((PredictionRequeued) event).reason()).isEqualTo(PredictionFailure.BACKEND_LOST));
    }

    @Test
    void shouldSetAsideWhatIsNoCommand_andGoOn() {
        var key = UUID.randomUUID().toString();
        topics.sendGarbage(key);
        var command = run("tiny", inputs().put("1/color", Bridge.color()));
        topics.send(command);

        topics.outcome(command.predictionId(), PredictionSucceeded.class);
        await().atMost(Fleet.PATIENCE).until(() -> topics.deadLetters(key).size() == 1);
    }
}
