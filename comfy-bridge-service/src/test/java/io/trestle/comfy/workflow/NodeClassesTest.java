package io.trestle.comfy.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.json.JsonObject;

class NodeClassesTest {

    private static final NodeClasses CLASSES = new NodeClasses(json("""
            {'Load': {'input': {'required': {'image': [['a.png'], {'image_upload': true}]}}, 'output': ['IMAGE', 'MASK']},
             'Model': {'input': {'required': {'name': [['x.safetensors'], {}], 'kind': ['COMBO', {'options': ['fp8', 'fp16']}]}},
                       'output': ['MODEL']},
             'Make': {'input': {'required': {'width': ['INT', {'min': 1, 'max': 64}]}, 'optional': {'scale': ['FLOAT', {'max': 2}]}},
                      'output': ['IMAGE']},
             'Save': {'input': {'required': {'images': ['IMAGE']}}, 'output': [], 'output_node': true}}"""));

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private static JsonObject graph(String node) {
        return json("{'1': " + node + ", '2': {'class_type': 'Save', 'inputs': {'images': ['1', 0]}}}");
    }

    @Test
    void shouldFindNothing_whenAllFits() {
        assertThat(CLASSES.problems(graph("{'class_type': 'Make', 'inputs': {'width': 64, 'scale': 1, 'more': 'x'}}"), Set.of())).isEmpty();
        assertThat(CLASSES.problems(graph("{'class_type': 'Load', 'inputs': {'image': 'new.png'}}"), Set.of("1/image"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', value = {
            "{'class_type': 'Nope', 'inputs': {}} | there is no class Nope",
            "{'class_type': 'Make', 'inputs': {}} | width is missing",
            "{'class_type': 'Make', 'inputs': {'width': 65}} | bigger than 64",
            "{'class_type': 'Make', 'inputs': {'width': 0}} | smaller than 1",
            "{'class_type': 'Make', 'inputs': {'width': 'wide'}} | no number",
            "{'class_type': 'Make', 'inputs': {'width': 1, 'scale': 2.5}} | bigger than 2",
            "{'class_type': 'Model', 'inputs': {'name': 'y.safetensors', 'kind': 'fp8'}} | which it does not have",
            "{'class_type': 'Model', 'inputs': {'name': 'x.safetensors', 'kind': 'fp4'}} | which it does not have",
            "{'class_type': 'Model', 'inputs': {'name': 'x.safetensors', 'kind': 'fp8'}} | takes IMAGE, not MODEL"})
    void shouldSayWhatIsWrong(String node, String problem) {
        assertThat(CLASSES.problems(graph(node), Set.of())).anySatisfy(found -> assertThat(found).contains(problem));
    }

    @Test
    void shouldSayThatASlotIsMissing() {
        var graph = json(
                "{'1': {'class_type': 'Make', 'inputs': {'width': 1}}, '2': {'class_type': 'Save', 'inputs': {'images': ['1', 3]}}}");

        assertThat(CLASSES.problems(graph, Set.of())).singleElement().asString().contains("slot 3");
    }

    @Test
    void shouldSayThatNothingComesOut() {
        assertThat(CLASSES.problems(json("{'1': {'class_type': 'Make', 'inputs': {'width': 1}}}"), Set.of())).singleElement().asString()
                .contains("puts anything out");
    }
}
