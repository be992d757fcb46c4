package io.trestle.clientapi.workerwebhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON that the database and every reader can take: U+FFFD for U+0000 and half surrogate pairs, null for what is no number. */
final class StorableJson {

    private static final char REPLACEMENT = '\uFFFD';

    private StorableJson() {
    }

    static JsonNode of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object(object);
        }
        if (node instanceof ArrayNode array) {
            for (var i = 0; i < array.size(); i++) {
                array.set(i, of(array.get(i)));
            }
            return array;
        }
        if (node.isTextual()) {
            var text = text(node.textValue());
            return text.equals(node.textValue()) ? node : JsonNodeFactory.instance.textNode(text);
        }
        return node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue()) ? JsonNodeFactory.instance.nullNode() : node;
    }

    private static ObjectNode object(ObjectNode object) {
        var stored = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(member -> stored.set(text(member.getKey()), of(member.getValue())));
        return stored;
    }

    private static String text(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (mustGo(text, i)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        var characters = text.toCharArray();
        for (var i = 0; i < characters.length; i++) {
            if (mustGo(text, i)) {
                characters[i] = REPLACEMENT;
            }
        }
        return new String(characters);
    }

    private static boolean mustGo(String text, int i) {
        var c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c == 0;
    }
}
