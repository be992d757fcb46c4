package io.trestle.simulators.comfyui;

import static io.trestle.simulators.comfyui.PromptMother.emptyImage;
import static io.trestle.simulators.comfyui.PromptMother.link;
import static io.trestle.simulators.comfyui.PromptMother.node;
import static io.trestle.simulators.comfyui.PromptMother.request;
import static io.trestle.simulators.comfyui.PromptMother.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** HTTP as recorded: refused prompts, uploads, views, and what surprises clients. */
class RecordedAnswersTest {

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

    private static JsonObject prompt(Object... nodes) {
        var prompt = new JsonObject();
        for (var i = 0; i < nodes.length; i++) {
            prompt.put(Integer.toString(i + 1), nodes[i]);
        }
        return prompt;
    }

    private static JsonObject save(String from) {
        return node("SaveImage", "images", link(from), "filename_prefix", "t");
    }

    private static JsonObject with(JsonObject node, String input, Object value) {
        node.getJsonObject("inputs").put(input, value);
        return node;
    }

    private static JsonObject without(JsonObject node, String input) {
        node.getJsonObject("inputs").remove(input);
        return node;
    }

    private static JsonObject progress(String mode) {
        return node("BTProgress", "image", link("1"), "steps", 3, "delay", 0.05, "preview", false, "mode", mode);
    }

    @Test
    void shouldRefusePromptsInTheRecordedWords() {
        var prompts = List.of(prompt(), prompt(node("Nope"), save("1")), prompt(new JsonObject().put("inputs", new JsonObject())),
                prompt(emptyImage(1)), prompt(with(emptyImage(1), "width", 0), save("1")),
                prompt(with(emptyImage(1), "width", "abc"), save("1")), prompt(without(emptyImage(1), "width"), save("1")),
                prompt(emptyImage(1), save("99")), prompt(emptyImage(1), progress("bad"), save("2")),
                prompt(node("LoadImage", "image", "missing.png"), save("1")));
        var answers = new ArrayList<JsonObject>();
        answers.add(answer("{}"));
        prompts.forEach(prompt -> answers.add(answer(request("a", prompt).encode())));

        var recorded = Transcript.normalised(Transcript.answers(8)).subList(0, answers.size());
        for (var i = 0; i < recorded.size(); i++) {
            assertThat(Transcript.normalised(List.of(answers.get(i))).get(0)).as("prompt %d", i).isEqualTo(recorded.get(i));
        }
    }

    private JsonObject answer(String body) {
        var answer = caller.post("/prompt", body);
        return ComfyCaller.json(answer).put("status", answer.statusCode());
    }

    @Test
    void shouldRunTheGoodOutput_whenAnotherOneIsWrong() {
        var request = request("a", prompt(emptyImage(1), save("1"), save("4"), with(emptyImage(1), "width", 0)));

        var answer = answer(request.encode());

        var recorded = Transcript.answers(8).get(11);
        assertThat(answer.getJsonObject("node_errors")).isEqualTo(recorded.getJsonObject("node_errors"));
        assertThat(answer.getInteger("status")).isEqualTo(200);
    }

    @Test
    void shouldStumble_whenPromptIsNoObject() {
        assertThat(caller.post("/prompt", "{\"prompt\": []}").statusCode()).isEqualTo(500);
        assertThat(new String(caller.post("/prompt", "nonsense").body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("500 Internal Server Error\n\nServer got itself in trouble");
    }

    @Test
    void shouldNumberUploadsOfTheSameNameAndOtherBytes() {
        assertThat(ComfyCaller.json(caller.upload("image", "a.png", "one"))).isEqualTo(stored("a.png", "", "input"));
        assertThat(ComfyCaller.json(caller.upload("image", "a.png", "one"))).isEqualTo(stored("a.png", "", "input"));
        assertThat(ComfyCaller.json(caller.upload("image", "a.png", "two"))).isEqualTo(stored("a (1).png", "", "input"));
        assertThat(ComfyCaller.json(caller.upload("image", "a.png", "two", "overwrite", "true"))).isEqualTo(stored("a.png", "", "input"));
        assertThat(ComfyCaller.json(caller.upload("image", "b.png", "x", "subfolder", "bridge/x", "type", "input")))
                .isEqualTo(stored("b.png", "bridge/x", "input"));
        assertThat(caller.upload("image", "d.png", "x", "subfolder", "../..").statusCode()).isEqualTo(400);
        assertThat(caller.upload("other", "e.png", "x").statusCode()).isEqualTo(400);
    }

    private static JsonObject stored(String name, String subfolder, String type) {
        return new JsonObject().put("name", name).put("subfolder", subfolder).put("type", type);
    }

    @Test
    void shouldShowOutputsInEveryForm() {
        var socket = caller.connect("a");
        socket.await(frame -> true);
        var request = request("a", tiny());
        caller.post("/prompt", request.encode());
        socket.awaitEnd(request.getString("prompt_id"));

        var png = caller.get("/view?filename=t_00001_.png&subfolder=&type=output");
        assertThat(png.headers().firstValue("content-disposition")).hasValue("filename=\"t_00001_.png\"");
        assertThat(new String(png.body(), java.nio.charset.StandardCharsets.ISO_8859_1)).contains("tEXtprompt");
        assertThat(new String(caller.get("/view?filename=t_00001_.png&type=output&channel=rgb").body(),
                java.nio.charset.StandardCharsets.ISO_8859_1)).startsWith("\u0089PNG").doesNotContain("tEXt");
        assertThat(caller.get("/view?filename=t_00001_.png&preview=jpeg").headers().firstValue("content-type")).hasValue("image/jpeg");
        assertThat(caller.get("/view?filename=nope.png&type=output").statusCode()).isEqualTo(404);
        assertThat(caller.get("/view?filename=../x.png&type=output").statusCode()).isEqualTo(400);
        assertThat(caller.get("/view").statusCode()).isEqualTo(404);
        assertThat(caller.get("/view?filename=a.png&type=bad").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldAnswerTheSmallThings() {
        assertThat(caller.post("/free", "{\"unload_models\":true,\"free_memory\":true}").statusCode()).isEqualTo(200);
        assertThat(caller.post("/free", "").statusCode()).isEqualTo(500);
        assertThat(caller.post("/free/", "{}").statusCode()).isEqualTo(405);
        assertThat(caller.post("/interrupt/", "").statusCode()).isEqualTo(405);
        assertThat(caller.post("/interrupt", "").statusCode()).isEqualTo(200);
        assertThat(caller.post("/history", "{\"delete\":\"a text\"}").statusCode()).isEqualTo(200);
        assertThat(ComfyCaller.json(caller.get("/api/queue")))
                .isEqualTo(new JsonObject("{\"queue_running\": [], \"queue_pending\": []}"));
        assertThat(caller.get("/models/nope").statusCode()).isEqualTo(404);
        assertThat(caller.get("/object_info/Nope").body()).asString().isEqualTo("{}");
        assertThat(caller.get("/api/jobs").statusCode()).isEqualTo(404);
        assertThat(ComfyCaller.json(caller.get("/object_info/CheckpointLoaderSimple")).getJsonObject("CheckpointLoaderSimple")
                .getJsonArray("output")).isEqualTo(JsonArray.of("MODEL", "CLIP", "VAE"));
        assertThat(caller.withOrigin("/queue", "http://elsewhere.example").statusCode()).isEqualTo(403);
    }

    @Test
    void shouldSpeakAsTheRecentVersion_whenConfigured() {
        try (var recent = ComfySimulator.start(ComfySimulatorConfig.defaults().withVersion(ComfyVersion.V0_38))) {
            var to = new ComfyCaller(recent);
            assertThat(ComfyCaller.json(to.post("/prompt", request("a", tiny()).put("prompt_id", "not-a-uuid").encode()))
                    .getJsonObject("error").getString("type")).isEqualTo("invalid_prompt_id");
            assertThat(ComfyCaller.json(to.post("/prompt", request("a", prompt(node("Nope"), save("1"))).encode()))
                    .getJsonObject("error").getString("type")).isEqualTo("missing_node_type");
            var unknown = UUID.randomUUID();
            assertThat(to.get("/api/jobs/" + unknown).statusCode()).isEqualTo(404);
            assertThat(ComfyCaller.json(to.post("/api/jobs/" + unknown + "/cancel", "")))
                    .isEqualTo(new JsonObject("{\"cancelled\":false}"));
            var job = request("a", PromptMother.steps(1000, 0.1, false, "ok"));
            to.post("/prompt", job.encode());
            assertThat(ComfyCaller.json(to.post("/api/jobs/" + job.getString("prompt_id") + "/cancel", "")))
                    .isEqualTo(new JsonObject("{\"cancelled\":true}"));
        }
    }
}
