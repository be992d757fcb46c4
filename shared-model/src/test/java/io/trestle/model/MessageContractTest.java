package io.trestle.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What holds for every message of every topic: type name, schema, golden files, and what the codec makes of them. */
class MessageContractTest {

    static Stream<Class<? extends Message>> types() {
        return MessageCodec.types().stream();
    }

    @Test
    void shouldHaveNoFileOfAnUnknownType_whenAllFilesAreLookedAt() {
        var names = types().map(MessageCodec::typeName).toList();

        assertThat(ContractFiles.files(ContractFiles.SCHEMAS)).allMatch(file -> names.contains(typeOf(file.getFileName().toString())));
        assertThat(ContractFiles.files(ContractFiles.GOLDEN)).allMatch(file -> names.contains(typeOf(file.getFileName().toString())));
        assertThat(ContractFiles.files(ContractFiles.GOLDEN.resolve("rejected")))
                .allMatch(file -> names.contains(typeOf(file.getFileName().toString())));
    }

    /** {@code io.trestle.<aggregate>.<fact>.v<n>}, without what follows. */
    private static String typeOf(String fileName) {
        return String.join(".", List.of(fileName.split("\\.")).subList(0, 5));
    }

    @Nested
    class Name {

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldBeVersioned_always(Class<? extends Message> type) {
            assertThat(MessageCodec.typeName(type)).matches("io\\.trestle\\.[a-z]+\\.[a-z-]+\\.v\\d+");
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldNameTheAggregateOfItsTopic_always(Class<? extends Message> type) {
            var topic = Topic.of(type).topicName();

            assertThat(MessageCodec.typeName(type)).startsWith("io.trestle." + topic.substring(0, topic.indexOf('.')) + ".");
        }

        @Test
        void shouldBeUnique_always() {
            assertThat(types().map(MessageCodec::typeName)).doesNotHaveDuplicates().hasSize(MessageCodec.types().size());
        }
    }

    @Nested
    class SchemaFile {

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldDescribeTheRecord_always(Class<? extends Message> type) {
            var schema = ContractFiles.json(ContractFiles.schema(type));

            assertThat(MessageSchema.errorsOfSchema(type)).isEmpty();
            assertThat(schema.path("title").asText()).isEqualTo(type.getSimpleName());
            assertThat(schema.path("$id").asText()).endsWith("/" + ContractFiles.schema(type).getFileName());
            new RecordShape(schema).matches(type);
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldAcceptWhatIsEncoded_always(Class<? extends Message> type) {
            var encoded = MessageCodec.encode(MessageMother.message(type));

            MessageSchema.of(type).accepts(new String(encoded, StandardCharsets.UTF_8));
        }
    }

    @Nested
    class Golden {

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldBeWhatIsMadeByHand_whenDecoded(Class<? extends Message> type) throws Exception {
            var decoded = decode(type, ContractFiles.text(ContractFiles.golden(type)));

            assertThat(decoded).isEqualTo(MessageMother.message(type));
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldComeBackTheSame_whenDecodedAndEncoded(Class<? extends Message> type) throws Exception {
            for (var file : ContractFiles.accepted(type)) {
                var golden = ContractFiles.text(file);

                var encoded = new String(MessageCodec.encode(decode(type, golden)), StandardCharsets.UTF_8);

                MessageSchema.of(type).accepts(golden);
                assertThat(ContractFiles.json(encoded)).as(file.toString()).isEqualTo(ContractFiles.json(golden));
            }
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldBeRead_whenALaterVersionAddedMembers(Class<? extends Message> type) throws Exception {
            var golden = ContractFiles.json(ContractFiles.golden(type));
            var later = golden.deepCopy();
            addToOurObjects(type, (ObjectNode) later);

            assertThat(decode(type, later.toString())).isEqualTo(decode(type, golden.toString()));
            MessageSchema.of(type).accepts(later.toString());
        }

        /** A free-form object is the caller's: a member more is another value. */
        private void addToOurObjects(Class<?> record, ObjectNode object) {
            object.putObject("addedLater").put("why", "a newer writer");
            for (var component : record.getRecordComponents()) {
                var value = object.path(component.getName());
                if (component.getType().isRecord() && value.isObject()) {
                    addToOurObjects(component.getType(), (ObjectNode) value);
                } else if (value instanceof ArrayNode list && component.getType() == List.class) {
                    list.forEach(element -> addTo(element));
                }
            }
        }

        private void addTo(JsonNode element) {
            if (element instanceof ObjectNode object) {
                object.put("addedLater", 1);
            }
        }
    }

    @Nested
    class Rejected {

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldBeRefusedBySchemaAndCodec_always(Class<? extends Message> type) {
            assertThat(ContractFiles.rejected(type)).isNotEmpty();
            for (var file : ContractFiles.rejected(type)) {
                refused(type, ContractFiles.text(file));
            }
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldBeRefused_whenARequiredMemberIsMissingOrNull(Class<? extends Message> type) {
            for (var component : type.getRecordComponents()) {
                if (RecordShape.required(component)) {
                    var golden = (ObjectNode) ContractFiles.json(ContractFiles.golden(type));
                    refused(type, golden.deepCopy().putNull(component.getName()).toString());
                    refused(type, golden.deepCopy().without(component.getName()).toString());
                }
            }
        }

        @ParameterizedTest
        @MethodSource("io.trestle.model.MessageContractTest#types")
        void shouldBeRefused_whenAMemberHasAnotherType(Class<? extends Message> type) {
            for (var component : type.getRecordComponents()) {
                if (component.getType() != JsonNode.class) {
                    var golden = (ObjectNode) ContractFiles.json(ContractFiles.golden(type));
                    for (var wrong : wrongValues(component.getType())) {
                        refused(type, golden.deepCopy().set(component.getName(), ContractFiles.json(wrong)).toString());
                    }
                }
            }
        }

        private List<String> wrongValues(Class<?> type) {
            if (type == String.class) {
                return List.of("1", "1.5", "true", "[]", "{}");
            }
            if (type == boolean.class) {
                return List.of("1", "\"true\"", "\"\"", "[]", "{}");
            }
            if (type == List.class) {
                return List.of("1", "\"\"", "true", "{}", "[null]", "[[]]");
            }
            if (type.isRecord()) {
                return List.of("1", "\"\"", "true", "[]", "{}");
            }
            if (type.isEnum()) {
                // an unknown text is read as the default where the enum has one
                return List.of("1", "1.5", "true", "[]", "{}");
            }
            if (type == double.class) {
                return List.of("\"1\"", "\"\"", "true", "[]", "{}");
            }
            // integers and instants
            return List.of("\"1\"", "\"\"", "1.5", "true", "[]", "{}");
        }

        private void refused(Class<? extends Message> type, String json) {
            MessageSchema.of(type).rejects(json);
            assertThatThrownBy(() -> decode(type, json)).as(json).isInstanceOf(MalformedMessageException.class);
        }
    }

    private static Message decode(Class<? extends Message> type, String json) throws MalformedMessageException {
        return MessageCodec.decode(Topic.of(type), MessageCodec.typeName(type), json.getBytes(StandardCharsets.UTF_8));
    }
}
