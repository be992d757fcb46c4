package io.trestle.comfy.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.json.JsonObject;

class GraphStructureTest {

    private static final String GOOD = "'1': {'class_type': 'A', 'inputs': {'x': 1}}, '2': {'class_type': 'B', 'inputs': {'y': ['1', 0]}}";

    private static JsonObject graph(String nodes) {
        return new JsonObject(("{" + nodes + "}").replace('\'', '"'));
    }

    @Test
    void shouldFindNothing_whenGraphIsSound() {
        assertThat(GraphStructure.problems(graph(GOOD))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', value = {
            "'9': {'class_type': 'A'} | has no inputs",
            "'9': {'class_type': 'A', 'inputs': null} | has no inputs",
            "'9': {'inputs': {}} | has no class_type",
            "'9': {'class_type': 5, 'inputs': {}} | has no class_type",
            "'9': 5 | is not an object",
            "'9': {'class_type': 'A', 'inputs': {'x': ['77', 0]}} | node 77, which does not exist",
            "'9': {'class_type': 'A', 'inputs': {'x': [1, 0]}} | no link",
            "'9': {'class_type': 'A', 'inputs': {'x': ['9', 0]}} | cycle",
            "'9': {'class_type': 'A', 'inputs': {'filename_prefix': '../x'}} | leads out",
            "'9': {'class_type': 'A', 'inputs': {'filename_prefix': '/x'}} | leads out"})
    void shouldSayWhatIsWrong_evenWithNodesThatLeadNowhere(String node, String problem) {
        assertThat(GraphStructure.problems(graph(GOOD + ", " + node))).singleElement().asString().contains(problem);
    }

    @Test
    void shouldNameTheMistake_whenTheEditorsFormatIsUsed() {
        assertThat(GraphStructure.problems(graph("'nodes': [], 'links': [], 'last_node_id': 3"))).singleElement().asString()
                .contains("export it in the API format");
    }

    @Test
    void shouldRefuseAnEmptyGraph() {
        assertThat(GraphStructure.problems(new JsonObject())).isNotEmpty();
    }
}
