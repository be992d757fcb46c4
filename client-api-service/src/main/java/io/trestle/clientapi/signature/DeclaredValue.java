package io.trestle.clientapi.signature;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.trestle.clientapi.signature.CogType.Scalar;

/**
 * Reads a value that a signature declares (a default, a choice) as a value of the input's type. The first client sends every value as the
 * text of a Python literal ({@code "50"}, {@code "True"}, {@code "['a', 'b']"}), the second one sends native JSON; both are read.
 */
final class DeclaredValue {

    private final SignatureLimits limits;

    DeclaredValue(SignatureLimits limits) {
        this.limits = limits;
    }

    static boolean isNone(JsonNode raw) {
        return raw.isNull() || raw.isTextual() && raw.textValue().strip().equals("None");
    }

    /** The value in canonical form, or null where it is none of the type. */
    @Nullable
    JsonNode as(CogType type, JsonNode raw) {
        if (isNone(raw)) {
            return NullNode.getInstance();
        }
        if (raw.isTextual()) {
            return ofText(type.required(), raw.textValue());
        }
        return ofNative(type.required(), raw);
    }

    /** The value of any literal text, or the JSON itself; null where text is no literal. */
    @Nullable
    JsonNode literal(JsonNode raw) {
        if (!raw.isTextual()) {
            return raw;
        }
        try {
            return PythonLiteral.parse(raw.textValue().strip(), limits);
        } catch (PythonSyntaxException e) {
            return null;
        }
    }

    private @Nullable JsonNode ofText(CogType type, String text) {
        var literal = literal(TextNode.valueOf(text));
        var plain = literal != null && literal.isTextual() ? literal : TextNode.valueOf(text);
        if (type == Scalar.BOOL && (text.equals("true") || text.equals("false"))) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        // text that is no literal, or a literal of another type, can still be meant as it stands
        var read = literal == null ? null : ofNative(type, literal);
        return read == null ? ofNative(type, plain) : read;
    }

    private @Nullable JsonNode ofNative(CogType type, JsonNode value) {
        if (type instanceof Scalar scalar) {
            return scalar(scalar, value);
        }
        if (type instanceof CogType.OptionalOf optional) {
            return value.isNull() ? value : ofNative(optional.type(), value);
        }
        if (type instanceof CogType.ListOf list) {
            return list(list, value);
        }
        if (type instanceof CogType.UnionOf union) {
            return union.members().stream().map(member -> ofNative(member, value)).filter(read -> read != null).findFirst().orElse(null);
        }
        return ValueCheck.typeObjection(type, value) == null ? value : null;
    }

    private static @Nullable JsonNode scalar(Scalar type, JsonNode value) {
        return switch (type) {
            case INT -> isInteger(value) ? PythonNumber.integer(value.decimalValue().toBigIntegerExact()) : null;
            case FLOAT -> value.isNumber() && Double.isFinite(value.doubleValue()) ? DoubleNode.valueOf(value.doubleValue()) : null;
            case BOOL -> value.isBoolean() ? value : null;
            // a default may be a file of the worker's own, which is no URL
            case STR, SECRET, PATH, FILE -> value.isTextual() ? value : null;
            case ANY -> value;
        };
    }

    private @Nullable JsonNode list(CogType.ListOf type, JsonNode value) {
        if (!value.isArray()) {
            return null;
        }
        var read = JsonNodeFactory.instance.arrayNode(value.size());
        for (var item : value) {
            // the first client may send a list of texts: ["1", "2"] for list[int]
            var each = item.isTextual() ? ofText(type.item().required(), item.textValue()) : ofNative(type.item(), item);
            if (each == null) {
                return null;
            }
            read.add(each);
        }
        return read;
    }

    static boolean isInteger(JsonNode value) {
        return value.isIntegralNumber()
                || value.isDouble() && value.doubleValue() == Math.rint(value.doubleValue()) && Math.abs(value.doubleValue()) < 1e18;
    }
}
