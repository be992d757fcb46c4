package io.trestle.clientapi.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PythonLiteralProperties {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Property
    void anyTextIsReadOrRefused(@ForAll("python") String text) {
        try {
            assertThat(PythonLiteral.parse(text, SignatureMother.limits())).isNotNull();
        } catch (PythonSyntaxException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Property
    void anyTypeTextIsReadOrRefused(@ForAll("types") String text) {
        try {
            var type = CogTypeParser.parse(text, SignatureMother.limits());
            assertThat(CogTypeParser.parse(type.text(), SignatureMother.limits())).isEqualTo(type);
        } catch (PythonSyntaxException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Property
    void reprIsReadBack(@ForAll("values") JsonNode value) throws PythonSyntaxException {
        assertThat(PythonLiteral.parse(repr(value), SignatureMother.limits())).isEqualTo(value);
    }

    @Provide
    Arbitrary<String> python() {
        return Arbitraries.strings().withChars("[](){}'\"\\,:.+-_eExX019rubfNTa \n\u00e9").ofMaxLength(30);
    }

    @Provide
    Arbitrary<String> types() {
        var words = Arbitraries.of("str", "int", "list", "dict", "Optional", "Union", "Literal", "None", "Path", "Foo", "cog.Path", "[",
                "]", "|",
                ",", "'a'", "1", " ", "Iterator", "Annotated", ".");
        return words.list().ofMaxSize(12).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<JsonNode> values() {
        var scalars = Arbitraries.oneOf(Arbitraries.integers().map(JSON::numberNode), Arbitraries.of(true, false).map(JSON::booleanNode),
                Arbitraries.strings().withChars("a'\"\\\n \u00e9").ofMaxLength(8).map(JSON::textNode), Arbitraries.just(JSON.nullNode()));
        return nested(scalars.map(JsonNode.class::cast), 4);
    }

    private static Arbitrary<JsonNode> nested(Arbitrary<JsonNode> items, int levels) {
        return levels == 0
                ? items
                : Arbitraries.oneOf(items, nested(items, levels - 1).list().ofMaxSize(3).map(values -> JSON.arrayNode().addAll(values)));
    }

    private static String repr(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(PythonLiteralProperties::repr).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        if (value.isTextual()) {
            return "'" + value.textValue().replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
        }
        return value.isNull() ? "None" : value.toString();
    }
}
