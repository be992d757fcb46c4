package io.trestle.simulators.comfyui;

import static io.trestle.simulators.comfyui.PromptMother.request;
import static io.trestle.simulators.comfyui.PromptMother.steps;
import static io.trestle.simulators.comfyui.PromptMother.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.trestle.simulators.comfyui.ComfyCaller.Socket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Plays each recorded scenario again, and compares the sockets' frames one by one. */
class RecordedFramesTest {

    private final String a = UUID.randomUUID().toString();
    private final String b = UUID.randomUUID().toString();
    private ComfySimulator simulator;
    private ComfyCaller caller;

    @BeforeEach
    void start() {
        simulator = ComfySimulator.start(ComfySimulatorConfig.defaults());
        caller = new ComfyCaller(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private String submit(JsonObject request) {
        assertThat(caller.post("/prompt", request.encode()).statusCode()).isEqualTo(200);
        return request.getString("prompt_id");
    }

    private void run(Socket socket, JsonObject request) {
        socket.awaitEnd(submit(request));
    }

    @Test
    void shouldSendRecordedFrames_whenJobIsNewAndWhenItIsCached() {
        var socket = caller.connect(a);
        socket.await(frame -> true);

        run(socket, request(a, tiny(1)));

        assertThat(Transcript.normalised(socket.frames())).isEqualTo(Transcript.frames(1, "A"));
        var before = socket.frames().size();

        run(socket, request(a, tiny(1)));

        var frames = socket.frames();
        assertThat(Transcript.normalised(frames.subList(before, frames.size()))).isEqualTo(Transcript.frames(2, "A"));
    }

    @Test
    void shouldSendPreviewsInTheFormThatWasAskedFor() {
        var withoutFlags = caller.connect(a);
        withoutFlags.await(frame -> true);
        var withFlags = caller.connect(b);
        withFlags.await(frame -> true);
        withFlags.declarePreviewMetadata();
        withFlags.await(frame -> "feature_flags".equals(frame.getString("type")));

        run(withFlags, request(b, steps(3, 0.05, true, "ok")));
        run(withoutFlags, request(a, steps(3, 0.05, true, "ok")));

        var third = Transcript.frames(3, "B");
        assertThat(Transcript.normalised(withFlags.frames()).subList(0, third.size())).isEqualTo(third);
        var frames = withoutFlags.frames();
        assertThat(Transcript.normalised(frames.subList(1, frames.size()))).isEqualTo(Transcript.frames(4, "A"));
    }

    @Test
    void shouldSendRecordedFrames_whenNodeRaises() {
        var socket = caller.connect(a);
        socket.await(frame -> true);

        run(socket, request(a, steps(3, 0.01, false, "raise")));

        assertThat(Transcript.normalised(socket.frames().stream().skip(1).toList())).isEqualTo(Transcript.frames(5, "A"));
    }

    @Test
    void shouldSendRecordedFrames_whenMemoryRunsOut() {
        var socket = caller.connect(a);
        socket.await(frame -> true);

        run(socket, request(a, steps(1, 0.01, false, "oom")));

        assertThat(Transcript.normalised(socket.frames().stream().skip(1).toList())).isEqualTo(Transcript.frames(6, "A"));
    }

    @Test
    void shouldInterruptOnlyTheNamedJob_whenOthersWait() {
        var socket = caller.connect(a);
        socket.await(frame -> true);
        var running = submit(request(a, steps(500, 0.1, false, "ok")));
        socket.await(frame -> "progress".equals(frame.getString("type")));
        var waiting = submit(request(a, steps(2, 0.1, false, "ok")));
        var front = submit(request(a, steps(2, 0.1, false, "ok")).put("front", true));

        assertThat(ComfyCaller.json(caller.get("/queue")).getJsonArray("queue_pending").getJsonArray(0).getString(1)).isEqualTo(front);
        caller.post("/interrupt", new JsonObject().put("prompt_id", waiting).encode());
        caller.post("/interrupt", new JsonObject().put("prompt_id", "unknown").encode());
        caller.post("/queue", new JsonObject().put("delete", JsonArray.of(running)).encode());
        caller.post("/queue", new JsonObject().put("delete", JsonArray.of(waiting)).encode());
        caller.post("/interrupt", new JsonObject().put("prompt_id", running).encode());
        socket.awaitEnd(front);

        var recorded = Transcript.frames(7, "A");
        var frames = Transcript.normalised(socket.frames().stream().skip(1).toList());
        assertThat(withoutStepsAndStatus(frames)).isEqualTo(withoutStepsAndStatus(recorded));
        assertThat(only(frames, "status")).isEqualTo(only(recorded, "status"));
        assertThat(caller.get("/history/" + waiting).body()).asString().isEqualTo("{}");
        assertThat(ComfyCaller.json(caller.get("/history/" + running)).getJsonObject(running).getJsonObject("status")
                .getString("status_str")).isEqualTo("error");
        assertThat(ComfyCaller.json(caller.get("/history?max_items=1")).fieldNames()).containsExactly(front);
    }

    /** How many steps there were before the interrupt is chance. */
    private static List<JsonObject> withoutStepsAndStatus(List<JsonObject> frames) {
        Predicate<JsonObject> step = frame -> frame.encode().contains("\"max\":50") || frame.encode().contains("\"max\":2,");
        return frames.stream().filter(frame -> !"status".equals(frame.getString("type")))
                .filter(frame -> !step.test(frame)).toList();
    }

    private static List<JsonObject> only(List<JsonObject> frames, String type) {
        return frames.stream().filter(frame -> type.equals(frame.getString("type"))).toList();
    }

    @Test
    void shouldShowProgressToEverybody_whenJobHasNoClientId() {
        var socket = caller.connect(b);
        socket.await(frame -> true);
        var request = request(a, tiny());
        request.remove("client_id");

        submit(request);
        socket.await(frame -> socket.frames().size() > 7);

        var recorded = Transcript.frames(10, "B");
        assertThat(Transcript.normalised(socket.frames().stream().skip(1).toList()))
                .isEqualTo(Transcript.normalised(recorded.subList(recorded.size() - 7, recorded.size())));
    }

    @Test
    void shouldSendEverythingToTheNewSocket_whenClientIdIsUsedAgain() {
        var old = caller.connect(a);
        old.await(frame -> true);
        var job = submit(request(a, steps(30, 0.1, false, "ok")));
        old.await(frame -> "progress".equals(frame.getString("type")) && frame.getJsonObject("data").getInteger("value") == 4);

        var fresh = caller.connect(a);
        fresh.awaitEnd(job);

        var recorded = Transcript.frames(11, "A2");
        var frames = Transcript.normalised(fresh.frames());
        assertThat(frames.subList(0, 2)).isEqualTo(recorded.subList(0, 2));
        assertThat(frames.get(1).getJsonObject("data").fieldNames()).containsExactly("node");
        assertThat(frames.subList(frames.size() - 8, frames.size())).isEqualTo(recorded.subList(recorded.size() - 8, recorded.size()));
        assertThat(old.frames()).noneMatch(frame -> Socket.isEnd(frame, job));
    }

    @Test
    void shouldSilenceTheNewSocket_whenTheOldOneOfItsClientIdCloses() {
        var old = caller.connect(a);
        old.await(frame -> true);
        var fresh = caller.connect(a);
        fresh.await(frame -> true);
        old.close();
        old.awaitClosed();
        var other = caller.connect(b);
        other.await(frame -> true);

        run(other, request(b, tiny()));

        assertThat(fresh.frames()).hasSize(1);
    }

    @Test
    void shouldMintClientId_whenThereIsNone() {
        var first = caller.connect("").await(frame -> true);

        assertThat(Transcript.normalised(List.of(first))).isEqualTo(Transcript.frames(12, "N"));
        assertThat(first.getJsonObject("data").getString("sid")).matches("[0-9a-f]{32}");
    }
}
