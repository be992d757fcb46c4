package io.trestle.model;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;

/** What a free-form JSON value has to keep to, so that it can travel in a message and every reader can store it. */
public final class JsonLimits {

    /** Levels of arrays and objects in a free-form value; a scalar has none. */
    public static final int VALUE_DEPTH = 32;

    /** Encoded size of a free-form value in bytes: four of them, or one and many file references, fit into a Kafka record of 1 MiB. */
    public static final int VALUE_BYTES = 256 * 1024;

    /** Digits, sign, point and exponent of a number. */
    public static final int NUMBER_LENGTH = 128;

    /** A message puts at most this much around a value. */
    static final int MESSAGE_DEPTH = VALUE_DEPTH + 4;

    private JsonLimits() {
    }

    /** Whether a value can travel. What cannot stays with the service that has it, and the message says that it was omitted. */
    public static boolean allow(JsonNode value) {
        if (!shallow(value, VALUE_DEPTH) || !numbersFit(value)) {
            return false;
        }
        try {
            return MessageCodec.write(value).length <= VALUE_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a reader can store what it has parsed: PostgreSQL takes no U+0000, and a number beyond a double is read as infinite. */
    static boolean storable(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().indexOf(0) < 0;
        }
        if (node.isNumber()) {
            return Double.isFinite(node.doubleValue());
        }
        for (var entry : node.properties()) {
            if (entry.getKey().indexOf(0) >= 0) {
                return false;
            }
        }
        for (var child : node) {
            if (!storable(child)) {
                return false;
            }
        }
        return true;
    }

    private static boolean shallow(JsonNode node, int levels) {
        if (!node.isContainerNode()) {
            return true;
        }
        if (levels == 0) {
            return false;
        }
        for (var child : node) {
            if (!shallow(child, levels - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean numbersFit(JsonNode node) {
        if (node.isNumber()) {
            return Double.isFinite(node.doubleValue()) && node.asText().length() <= NUMBER_LENGTH;
        }
        for (var child : node) {
            if (!numbersFit(child)) {
                return false;
            }
        }
        return true;
    }
}
