package io.trestle.clientapi.signature;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The component {@code Input} of a worker's OpenAPI document, and the components of its choices. */
final class InputSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Components of cog itself; choices of an input with such a name go by another one. */
    private static final Set<String> TAKEN = Set.of("Input", "Output", "PredictionRequest", "PredictionResponse", "Status",
            "HTTPValidationError", "ValidationError");

    private InputSchema() {
    }

    static void add(ObjectNode schemas, Signature signature) {
        var schema = schemas.putObject("Input").put("title", "Input").put("type", "object");
        var properties = schema.putObject("properties");
        for (var i = 0; i < signature.inputs().size(); i++) {
            var input = signature.inputs().get(i);
            properties.set(input.name(), property(input, i, schemas));
        }
        var required = signature.inputs().stream().filter(SignatureInput::required).map(SignatureInput::name).toList();
        if (!required.isEmpty()) {
            var names = schema.putArray("required");
            required.forEach(names::add);
        }
    }

    private static ObjectNode property(SignatureInput input, int order, ObjectNode schemas) {
        var property = input.choices().isEmpty() || input.type().required() instanceof CogType.ListOf
                ? inline(input)
                : choices(input, schemas);
        if (input.defaultValue() != null) {
            property.set("default", input.defaultValue());
        }
        if (input.nullable()) {
            property.put("nullable", true);
        }
        constraints(input, property);
        return property.put("x-order", order);
    }

    private static ObjectNode inline(SignatureInput input) {
        var property = JSON.objectNode().put("title", title(input.name()));
        property.setAll(TypeSchema.of(input.type()));
        if (!input.choices().isEmpty()) {
            addAll(property.withObjectProperty("items").putArray("enum"), input);
        }
        return property;
    }

    private static ObjectNode choices(SignatureInput input, ObjectNode schemas) {
        var component = TAKEN.contains(input.name()) ? input.name() + "_choices" : input.name();
        var choices = schemas.putObject(component).put("title", component).put("description", "An enumeration.");
        choices.setAll(TypeSchema.of(input.type().required()));
        addAll(choices.putArray("enum"), input);
        var property = JSON.objectNode();
        property.putArray("allOf").add(SignatureOpenApi.ref(component));
        return property;
    }

    private static void addAll(ArrayNode values, SignatureInput input) {
        input.choices().forEach(values::add);
    }

    private static void constraints(SignatureInput input, ObjectNode property) {
        if (input.description() != null) {
            property.put("description", input.description());
        }
        put(property, "minimum", input.ge());
        put(property, "maximum", input.le());
        if (input.minLength() != null) {
            property.put("minLength", input.minLength());
        }
        if (input.maxLength() != null) {
            property.put("maxLength", input.maxLength());
        }
        if (input.regex() != null) {
            property.put("pattern", input.regex());
        }
        if (input.deprecated()) {
            property.put("deprecated", true);
        }
        if (input.accept() != null) {
            property.put("x-cog-accept", input.accept());
        }
    }

    /** Whole bounds as integers: {@code 1000}, not {@code 1000.0}. */
    private static void put(ObjectNode property, String keyword, @Nullable BigDecimal bound) {
        if (bound != null) {
            var plain = bound.stripTrailingZeros();
            property.set(keyword, plain.scale() <= 0 ? PythonNumber.integer(plain.toBigInteger()) : JSON.numberNode(bound.doubleValue()));
        }
    }

    /** {@code guidance_scale} is Guidance Scale. */
    private static String title(String name) {
        return Arrays.stream(name.split("_")).filter(word -> !word.isEmpty())
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining(" "));
    }
}
