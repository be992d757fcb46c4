package io.trestle.simulators.comfyui;

import static io.trestle.simulators.comfyui.PromptMother.request;
import static io.trestle.simulators.comfyui.PromptMother.steps;
import static io.trestle.simulators.comfyui.PromptMother.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.trestle.simulators.comfyui.run.RunFault;
import io.trestle.simulators.comfyui.run.RunFault.Kind;
import io.vertx.core.json.JsonObject;

/** What goes wrong with real servers, and what a test can make go wrong with this one. */
class DefectsTest {

    private ComfySimulator simulator;
    private ComfyCaller caller;

    @BeforeEach
    void start() {
        simulator = ComfySimulator.start(ComfySimulatorConfig.defaults().withHistoryLag(Duration.ofSeconds(2)));
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

    private JsonObject history(String id) {
        return ComfyCaller.json(caller.get("/history/" + id));
    }

    @Test
    void shouldHaveNoHistoryAtSuccess_butAtTheEnd() {
        var socket = caller.connect("a");
        socket.await(frame -> true);

        var job = submit(request("a", tiny()));

        socket.await(frame -> "execution_success".equals(frame.getString("type")));
        assertThat(history(job)).isEmpty();
        socket.awaitEnd(job);
        assertThat(history(job)).isNotEmpty();
    }

    @Test
    void shouldStopWorkingAndKeepAnswering_whenPromptIsPoison() {
        var socket = caller.connect("a");
        socket.await(frame -> true);
        var poison = tiny().put("9", new JsonObject().put("class_type", "EmptyImage"));

        submit(request("a", poison));
        submit(request("a", tiny()));

        socket.await(frame -> "execution_start".equals(frame.getString("type")));
        assertThat(caller.get("/system_stats").statusCode()).isEqualTo(200);
        assertThat(ComfyCaller.json(caller.get("/prompt")).encode()).isEqualTo("{\"exec_info\":{\"queue_remaining\":2}}");
    }

    @Test
    void shouldNameAFileThatIsGone_whenItsResultIsCached() {
        var socket = caller.connect("a");
        socket.await(frame -> true);
        var prompt = tiny();
        socket.awaitEnd(submit(request("a", prompt)));
        assertThat(simulator.files().delete("output/t_00001_.png")).isTrue();

        var cached = submit(request("a", prompt));
        socket.awaitEnd(cached);

        assertThat(history(cached).encode()).contains("t_00001_.png");
        assertThat(caller.get("/view?filename=t_00001_.png").statusCode()).isEqualTo(404);
        caller.post("/free", "{\"free_memory\":true}");
        socket.awaitEnd(submit(request("a", prompt)));
        assertThat(caller.get("/view?filename=t_00001_.png").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldLoseQueueAndHistory_whenKilledAtAFrame() {
        simulator.runFaults().add(RunFault.of(Kind.KILL).on("progress").nth(2).downFor(Duration.ofMillis(200)));
        var socket = caller.connect("a");
        socket.await(frame -> true);

        var job = submit(request("a", steps(3, 0.01, false, "ok")));
        socket.awaitClosed();

        assertThat(simulator.runFaults().isSpent()).isTrue();
        assertThat(socket.frames().stream().filter(frame -> "progress".equals(frame.getString("type")))).hasSize(1);
        assertThatThrownBy(() -> {
            simulator.kill(Duration.ofMinutes(1));
            history(job);
        }).hasRootCauseInstanceOf(java.io.IOException.class);
        simulator.kill(Duration.ZERO);
        assertThat(history(job)).isEmpty();
    }

    @Test
    void shouldHang_whenScripted() {
        simulator.runFaults().add(RunFault.of(Kind.HANG).on("executing"));
        submit(request("a", tiny()));
        var next = submit(request("a", tiny()));

        assertThat(ComfyCaller.json(caller.get("/prompt")).encode()).contains("2");
        assertThat(history(next)).isEmpty();
    }

    @Test
    void shouldRaise_whenMemoryOrCardAreScripted() {
        simulator.runFaults().add(RunFault.of(Kind.OUT_OF_MEMORY).on("executing")).add(RunFault.of(Kind.CUDA_FAULT).on("executing").nth(2));
        var socket = caller.connect("a");
        socket.await(frame -> true);
        var full = submit(request("a", tiny()));
        socket.awaitEnd(full);
        var faulty = submit(request("a", tiny()));
        socket.awaitEnd(faulty);
        var poisoned = submit(request("a", tiny()));
        socket.awaitEnd(poisoned);

        assertThat(history(full).encode()).contains("torch.OutOfMemoryError");
        assertThat(history(faulty).encode()).contains("CUDA error");
        assertThat(history(poisoned).encode()).contains("CUDA error");
    }

    @Test
    void shouldSilenceEverybody_whileOneReaderStalls() {
        var socket = caller.connect("a");
        socket.await(frame -> true);
        simulator.stall(true);

        var job = submit(request("a", tiny()));
        // the run itself does not wait for readers
        var other = ComfyCaller.json(caller.get("/prompt"));
        while (!other.encode().contains(":0")) {
            other = ComfyCaller.json(caller.get("/prompt"));
        }

        assertThat(socket.frames()).hasSize(1);
        simulator.stall(false);
        socket.awaitEnd(job);
    }

    @Test
    void shouldKeepInputsAndOutputs_whenGivenADirectory(@org.junit.jupiter.api.io.TempDir java.nio.file.Path directory) {
        var config = ComfySimulatorConfig.defaults().withFiles(directory);
        try (var first = ComfySimulator.start(config)) {
            assertThat(new ComfyCaller(first).upload("image", "a.png", "x").statusCode()).isEqualTo(200);
        }
        try (var second = ComfySimulator.start(config)) {
            assertThat(second.files().keys("")).containsExactly("input/a.png", "input/example.png");
        }
    }
}
