package io.trestle.simulators.comfyui.graph;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What ComfyUI has against one value, in its own words. Converts the value in place, as ComfyUI does. */
final class InputErrors {

    /** Longer lists are not printed. */
    private static final int PRINTED = 20;

    private InputErrors() {
    }

    static @Nullable JsonObject ofValue(InputSpec input, JsonObject inputs) {
        var value = inputs.getValue(input.name());
        if (input.options() != null) {
            return ofChoice(input, input.options(), value);
        }
        try {
            var converted = convert(input.type(), value);
            inputs.put(input.name(), converted);
            return ofRange(input, converted);
        } catch (IllegalArgumentException e) {
            var extra = info(input, value).put("exception_message", e.getMessage());
            return error("invalid_input_type", "Failed to convert an input value to a " + input.type() + " value",
                    input.name() + ", " + value + ", " + e.getMessage(), extra);
        }
    }

    private static @Nullable Object convert(String type, @Nullable Object value) {
        return switch (type) {
            case "INT" -> integer(value);
            case "FLOAT" -> decimal(value);
            case "STRING" -> String.valueOf(value);
            case "BOOLEAN" -> value instanceof Boolean || value == null ? value : !value.equals(0) && !value.equals("");
            default -> value;
        };
    }

    private static Number integer(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            return new BigDecimal(value.toString()).toBigInteger().longValue();
        }
        if (value instanceof Number whole) {
            return whole;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        try {
            return new BigInteger(String.valueOf(value).strip()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("invalid literal for int() with base 10: '" + value + "'", e);
        }
    }

    private static double decimal(@Nullable Object value) {
        try {
            return value instanceof Number number ? number.doubleValue() : Double.parseDouble(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("could not convert string to float: '" + value + "'", e);
        }
    }

    private static @Nullable JsonObject ofRange(InputSpec input, @Nullable Object value) {
        if (!(value instanceof Number number)) {
            return null;
        }
        if (input.config().getValue("min") instanceof Number min && exact(number).compareTo(exact(min)) < 0) {
            return error("value_smaller_than_min", "Value " + value + " smaller than min of " + min, input.name(), info(input, value));
        }
        if (input.config().getValue("max") instanceof Number max && exact(number).compareTo(exact(max)) > 0) {
            return error("value_bigger_than_max", "Value " + value + " bigger than max of " + max, input.name(), info(input, value));
        }
        return null;
    }

    private static BigDecimal exact(Number number) {
        return new BigDecimal(number.toString());
    }

    private static @Nullable JsonObject ofChoice(InputSpec input, List<String> options, @Nullable Object value) {
        if (input.name().equals("image") || options.contains(value)) {
            // LoadImage checks its file itself.
            return null;
        }
        var printed = options.size() <= PRINTED
                ? options.stream().map(option -> "'" + option + "'").collect(Collectors.joining(", ", "[", "]"))
                : "(list of length " + options.size() + ")";
        var extra = new JsonObject().put("input_name", input.name())
                .put("input_config", options.size() <= PRINTED ? JsonArray.of(new JsonArray(List.copyOf(options)), input.config()) : null)
                .put("received_value", value);
        return error("value_not_in_list", "Value not in list", input.name() + ": '" + value + "' not in " + printed, extra);
    }

    private static JsonObject info(InputSpec input, @Nullable Object value) {
        return new JsonObject().put("input_name", input.name()).put("input_config", input.toJson()).put("received_value", value);
    }

    static JsonObject error(String type, String message, String details, JsonObject extraInfo) {
        return new JsonObject().put("type", type).put("message", message).put("details", details).put("extra_info", extraInfo);
    }
}
