package io.trestle.model;

import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/** The sections of {@code docs/contracts/<topic>.md} that follow from schema and golden file. */
final class ContractPage {

    private ContractPage() {
    }

    static String section(Class<? extends Message> type) {
        var schema = ContractFiles.json(ContractFiles.schema(type));
        return """
                ### %s

                `%s`: %s

                %s
                ```json
                %s```
                """.formatted(schema.path("title").asText(), MessageCodec.typeName(type), schema.path("description").asText(),
                table(schema),
                ContractFiles.text(ContractFiles.golden(type)));
    }

    /** A record inside a message; the same in each schema of the topic. */
    static String part(String name, JsonNode schema) {
        return "### %s%n%n%s%n%n%s".formatted(name, schema.path("description").asText(), table(schema)).replace("\r\n", "\n");
    }

    private static String table(JsonNode schema) {
        var required = StreamSupport.stream(schema.path("required").spliterator(), false).map(JsonNode::asText).toList();
        return "| member | type | required | meaning |\n| --- | --- | --- | --- |\n" + schema.path("properties").properties().stream()
                .map(member -> "| `%s` | %s | %s | %s |\n".formatted(member.getKey(), typeOf(member.getValue()),
                        required.contains(member.getKey()) ? "yes" : "no", member.getValue().path("description").asText()))
                .collect(Collectors.joining());
    }

    private static String typeOf(JsonNode schema) {
        if (schema.has("$ref")) {
            var ref = schema.path("$ref").asText();
            return ref.substring(ref.lastIndexOf('/') + 1);
        }
        if (schema.has("enum")) {
            return StreamSupport.stream(schema.path("enum").spliterator(), false)
                    .map(constant -> "`" + constant.asText() + "`")
                    .collect(Collectors.joining(" · "));
        }
        var type = schema.path("type").asText("any JSON");
        if (type.equals("array")) {
            return "list of " + typeOf(schema.path("items"));
        }
        return schema.has("format") ? type + " (" + schema.path("format").asText() + ")" : type;
    }
}
