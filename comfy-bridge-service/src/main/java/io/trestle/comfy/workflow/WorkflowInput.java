package io.trestle.comfy.workflow;

import java.math.BigDecimal;
import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/**
 * An input that the administrator chose to offer.
 *
 * @param node its node's id
 * @param name of the input at the node
 * @param type {@code str}, {@code int}, {@code float} or {@code bool}: what its default is, in Python's words
 * @param title of the node, for a person
 * @param nodeClass {@code class_type}
 * @param byDefault may be empty or null
 */
public record WorkflowInput(String node, String name, String type, String title, String nodeClass, @Nullable Object byDefault) {

    static WorkflowInput of(String nodeId, JsonObject node, String name) {
        var nodeClass = node.getString("class_type", "");
        var meta = node.getValue("_meta") instanceof JsonObject object ? object : new JsonObject();
        var value = node.getJsonObject("inputs").getValue(name);
        return new WorkflowInput(nodeId, name, typeOf(value), meta.getString("title", nodeClass), nodeClass, value);
    }

    /** {@code "6/text"} */
    public String key() {
        return node + "/" + name;
    }

    /** Whether the value fits; an int does for a float, and anything for a default that is null. */
    boolean takes(@Nullable Object value) {
        var given = typeOf(value);
        return value != null && (given.equals(type) || type.equals("float") && given.equals("int")
                || byDefault == null && !given.equals("dict") && !given.equals("list"));
    }

    static String typeOf(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return "str";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            return "int";
        }
        return value instanceof Double || value instanceof Float || value instanceof BigDecimal
                ? "float"
                : value instanceof JsonObject ? "dict" : "list";
    }

    /** As {@code GET /workflow-info} shows it. */
    public JsonObject toJson() {
        return new JsonObject().put("type", type).put("title", title).put("class", nodeClass).put("default", byDefault);
    }
}
