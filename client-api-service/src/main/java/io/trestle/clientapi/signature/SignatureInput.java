package io.trestle.clientapi.signature;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One parameter of a model, with the constraints that fit its type.
 *
 * @param defaultValue what an omitted input is; null where there is no default. JSON null is the default None
 * @param ge smallest number
 * @param le largest number
 * @param minLength characters, at least
 * @param maxLength characters, at most
 * @param regex RE2 syntax; found anywhere in the value, as cog has it
 * @param choices the only values; for a list, of its items. Empty: no such constraint
 * @param accept media types that a file may have, as cog writes them
 */
public record SignatureInput(String name, CogType type, @Nullable String description, @Nullable JsonNode defaultValue,
        @Nullable BigDecimal ge, @Nullable BigDecimal le, @Nullable Integer minLength, @Nullable Integer maxLength,
        @Nullable String regex, List<JsonNode> choices, boolean deprecated, @Nullable String accept) {

    /** An input without constraints. */
    public static SignatureInput of(String name, CogType type) {
        return new SignatureInput(name, type, null, null, null, null, null, null, null, List.of(), false, null);
    }

    /** Whether null may be sent: optional, or a Secret whose default is None (cog's idiom for an optional credential). */
    public boolean nullable() {
        return type.nullable() || type == CogType.Scalar.SECRET && defaultValue != null && defaultValue.isNull();
    }

    /** Whether a prediction must bring the input. */
    public boolean required() {
        return defaultValue == null && !nullable();
    }

    SignatureInput withDefault(JsonNode value) {
        return new SignatureInput(name, type, description, value, ge, le, minLength, maxLength, regex, choices, deprecated, accept);
    }
}
