package io.trestle.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/** Compares a schema with the record that it describes: members, which of them are required, their types. */
final class RecordShape {

    private final JsonNode root;

    RecordShape(JsonNode schema) {
        this.root = schema;
    }

    void matches(Class<?> record) {
        matches(record, root);
    }

    private void matches(Class<?> record, JsonNode schema) {
        var components = List.of(record.getRecordComponents());
        assertThat(schema.at("/type").asText()).as(record.getSimpleName()).isEqualTo("object");
        assertThat(schema.path("properties").fieldNames()).toIterable().as("members of " + record.getSimpleName())
                .containsExactlyElementsOf(components.stream().map(RecordComponent::getName).toList());
        assertThat(texts(schema.path("required"))).as("required members of " + record.getSimpleName())
                .containsExactlyElementsOf(components.stream().filter(RecordShape::required).map(RecordComponent::getName).toList());
        assertThat(schema.has("additionalProperties")).as("open to members of later versions").isFalse();
        for (var component : components) {
            var property = schema.path("properties").path(component.getName());
            assertThat(property.path("description").asText()).as("description of " + component).isNotBlank();
            typeMatches(component.getGenericType(), property, component.toString());
        }
    }

    private void typeMatches(Type type, JsonNode schema, String member) {
        if (type instanceof ParameterizedType list) {
            assertThat(schema.path("type").asText()).as(member).isEqualTo("array");
            typeMatches(list.getActualTypeArguments()[0], schema.path("items"), member);
        } else if (type instanceof Class<?> enumType && enumType.isEnum()) {
            assertThat(texts(schema.path("enum"))).as(member)
                    .containsExactly(Stream.of(enumType.getEnumConstants()).map(Object::toString).toArray(String[]::new));
        } else if (type instanceof Class<?> record && record.isRecord()) {
            assertThat(schema.path("$ref").asText()).as(member).isEqualTo("#/$defs/" + record.getSimpleName());
            matches(record, root.path("$defs").path(record.getSimpleName()));
        } else if (type == JsonNode.class) {
            assertThat(schema.path("type").asText("object")).as(member).isEqualTo("object");
        } else {
            assertThat(schema.path("type").asText()).as(member).isEqualTo(jsonType(type));
            assertThat(schema.path("format").asText().equals("date-time")).as(member).isEqualTo(type == Instant.class);
        }
    }

    private static String jsonType(Type type) {
        if (type == String.class || type == Instant.class) {
            return "string";
        }
        if (type == boolean.class) {
            return "boolean";
        }
        return type == double.class ? "number" : "integer";
    }

    static boolean required(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
