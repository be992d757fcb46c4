package io.trestle.comfy.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.json.JsonObject;

class WorkflowFilesTest {

    private static final String GRAPH = """
            {"6": {"class_type": "Text", "inputs": {"text": "", "nothing": null, "steps": 20, "scale": 7.5, "on": true},
                   "_meta": {"title": "Prompt", "apiinput": "text, steps, scale, nothing"}},
             "9": {"class_type": "Save", "inputs": {"images": ["6", 0]}}}""";

    @TempDir
    Path directory;

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    @Test
    void shouldTakeAliasesOfBothForms_andFilesWithoutOne() throws IOException {
        write("a.json", GRAPH);
        write("b.json", GRAPH);
        write("workflow_alias.json", "{\"first\": \"a.json\"}");
        assertThat(WorkflowFiles.read(directory)).containsOnlyKeys("first", "b.json");

        write("workflow_alias.json", "[{\"alias\": \"listed\", \"fn\": \"b.json\", \"inputs\": [\"6/on\"]}]");
        var workflows = WorkflowFiles.read(directory);
        assertThat(workflows).containsOnlyKeys("listed", "a.json");
        assertThat(workflows.get("listed").inputs()).containsOnlyKeys("6/on");
    }

    @Test
    void shouldLeaveOutWhatCannotBeRead() throws IOException {
        write("a.json", GRAPH);
        write("broken.json", "{");
        write("editor.json", "{\"nodes\": [], \"links\": []}");

        assertThat(WorkflowFiles.read(directory)).containsOnlyKeys("a.json");
    }

    @Test
    void shouldFillInputs_andLeaveTheRestUntouched() throws IOException {
        write("a.json", GRAPH);
        var workflow = WorkflowFiles.read(directory).get("a.json");

        var seed = new BigInteger("18446744073709551615");
        var filled = workflow.with(new JsonObject().put("6/text", "cat").put("6/scale", 8).put("6/steps", seed).put("6/nothing", "x"));

        assertThat(filled.getJsonObject("6").getJsonObject("inputs")).isEqualTo(new JsonObject().put("text", "cat").put("nothing", "x")
                .put("steps", seed).put("scale", 8).put("on", true));
        assertThat(filled.encode()).contains("18446744073709551615");
        assertThat(workflow.graph().getJsonObject("6").getJsonObject("inputs").getString("text")).isEmpty();
    }

    @Test
    void shouldRefuseOtherTypesAndUnknownKeys() throws IOException {
        write("a.json", GRAPH);
        var workflow = WorkflowFiles.read(directory).get("a.json");

        assertThatThrownBy(() -> workflow.with(new JsonObject().put("6/text", 5))).isInstanceOf(InputRefused.class)
                .hasMessage("'6/text' need to have type of str but got <class 'int'> from 5");
        assertThatThrownBy(() -> workflow.with(new JsonObject().put("6/steps", 1.5))).isInstanceOf(InputRefused.class);
        assertThatThrownBy(() -> workflow.with(new JsonObject().put("6/steps", true))).isInstanceOf(InputRefused.class);
        assertThatThrownBy(() -> workflow.with(new JsonObject().put("6/on", true))).isInstanceOf(InputRefused.class)
                .hasMessageContaining("has no input 6/on");
    }
}
