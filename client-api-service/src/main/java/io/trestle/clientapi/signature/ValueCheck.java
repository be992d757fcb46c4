package io.trestle.clientapi.signature;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;

import io.trestle.clientapi.signature.CogType.Scalar;

/** Whether a JSON value fits a type and the constraints of an input. */
final class ValueCheck {

    /**
     * Why a value does not fit.
     *
     * @param rule the constraint's name, or {@code type}
     * @param message the end of a sentence: "is below 0"
     */
    record Objection(String rule, String message) {
    }

    private ValueCheck() {
    }

    /** The first thing that keeps the value from being one of this input; null where nothing does. */
    static @Nullable Objection objection(SignatureInput input, JsonNode value) {
        if (value.isNull()) {
            return input.nullable() ? null : new Objection("type", "is null");
        }
        var ofType = typeObjection(input.type(), value);
        return ofType == null ? constraintObjection(input, value) : new Objection("type", ofType);
    }

    /** As {@link #objection}, for a value that is of the type. */
    static @Nullable Objection constraintObjection(SignatureInput input, JsonNode value) {
        if (!input.choices().isEmpty()) {
            return outsideChoices(input, value);
        }
        if (value.isNumber()) {
            return outOfBounds(input, value);
        }
        return value.isTextual() ? badText(input, value.textValue()) : null;
    }

    private static @Nullable Objection outsideChoices(SignatureInput input, JsonNode value) {
        if (value.isArray() && input.type().required() instanceof CogType.ListOf) {
            for (var item : value) {
                if (!contains(input.choices(), item)) {
                    return new Objection("choices", "has an item that is none of the choices: " + brief(item));
                }
            }
            return null;
        }
        return contains(input.choices(), value) ? null : new Objection("choices", "is none of the choices");
    }

    private static boolean contains(Iterable<JsonNode> values, JsonNode wanted) {
        for (var value : values) {
            if (same(value, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Equal as JSON has it: 1 and 1.0 are one number. */
    static boolean same(JsonNode a, JsonNode b) {
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }

    private static @Nullable Objection outOfBounds(SignatureInput input, JsonNode value) {
        var number = value.decimalValue();
        if (input.ge() != null && number.compareTo(input.ge()) < 0) {
            return new Objection("ge", "is below " + input.ge().toPlainString());
        }
        if (input.le() != null && number.compareTo(input.le()) > 0) {
            return new Objection("le", "is above " + input.le().toPlainString());
        }
        return null;
    }

    private static @Nullable Objection badText(SignatureInput input, String value) {
        var length = value.codePointCount(0, value.length());
        if (input.minLength() != null && length < input.minLength()) {
            return new Objection("min_length", "has fewer than " + input.minLength() + " characters");
        }
        if (input.maxLength() != null && length > input.maxLength()) {
            return new Objection("max_length", "has more than " + input.maxLength() + " characters");
        }
        if (input.regex() != null && !Pattern.compile(input.regex()).matcher(value).find()) {
            return new Objection("regex", "does not match " + input.regex());
        }
        return null;
    }

    /** Why a value is none of a type, as the end of a sentence; null where it is one. */
    static @Nullable String typeObjection(CogType type, JsonNode value) {
        return fits(type, value) ? null : "is no " + type.text();
    }

    private static boolean fits(CogType type, JsonNode value) {
        if (type instanceof Scalar scalar) {
            return fitsScalar(scalar, value);
        }
        if (type instanceof CogType.OptionalOf optional) {
            return value.isNull() || fits(optional.type(), value);
        }
        if (type instanceof CogType.UnionOf union) {
            return union.members().stream().anyMatch(member -> fits(member, value));
        }
        if (type instanceof CogType.LiteralOf literal) {
            return contains(literal.values(), value);
        }
        if (type instanceof CogType.DictOf dict) {
            return value.isObject() && value.properties().stream().allMatch(entry -> fits(dict.value(), entry.getValue()));
        }
        if (type instanceof CogType.Custom) {
            return true;
        }
        var item = type instanceof CogType.ListOf list ? list.item() : ((CogType.IteratorOf) type).item();
        return value.isArray() && value.valueStream().allMatch(each -> fits(item, each));
    }

    private static boolean fitsScalar(Scalar type, JsonNode value) {
        return switch (type) {
            case STR, SECRET -> value.isTextual();
            case INT -> DeclaredValue.isInteger(value);
            case FLOAT -> value.isNumber();
            case BOOL -> value.isBoolean();
            case PATH, FILE -> value.isTextual() && isFetchable(value.textValue());
            case ANY -> true;
        };
    }

    /** The schemes that a cog worker downloads. */
    private static boolean isFetchable(String uri) {
        return uri.startsWith("https://") || uri.startsWith("http://") || uri.startsWith("data:");
    }

    /** A value as it may stand in a sentence. */
    static String brief(JsonNode value) {
        var text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
