package io.trestle.clientapi.signature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads a Python literal ({@code ast.unparse()} text of None, booleans, numbers, strings, lists, tuples, sets, dicts) as JSON.
 * Nothing is evaluated; length, depth and digits are bounded, and a value that JSON cannot carry (inf, complex, bytes) is refused.
 */
final class PythonLiteral {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final PythonText in;
    private final SignatureLimits limits;

    PythonLiteral(PythonText in, SignatureLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    static JsonNode parse(String text, SignatureLimits limits) throws PythonSyntaxException {
        if (text.length() > limits.maxLiteralLength()) {
            throw new PythonSyntaxException("a literal has at most " + limits.maxLiteralLength() + " characters");
        }
        var in = new PythonText(text);
        var value = new PythonLiteral(in, limits).value(0);
        in.expectEnd();
        return value;
    }

    JsonNode value(int depth) throws PythonSyntaxException {
        if (depth > limits.maxLiteralDepth()) {
            throw new PythonSyntaxException("a literal has at most " + limits.maxLiteralDepth() + " levels");
        }
        in.skipSpace();
        if (in.take('[')) {
            return items(']', depth);
        }
        if (in.take('(')) {
            return parenthesized(depth);
        }
        if (in.take('{')) {
            return braces(depth);
        }
        if (in.atString()) {
            return JSON.textNode(in.strings());
        }
        if (in.atNumber()) {
            return PythonNumber.parse(in.number(), limits);
        }
        return constant(in.word());
    }

    private static JsonNode constant(String word) throws PythonSyntaxException {
        return switch (word) {
            case "None" -> NullNode.getInstance();
            case "True" -> BooleanNode.TRUE;
            case "False" -> BooleanNode.FALSE;
            default -> throw new PythonSyntaxException("'" + word + "' is no literal");
        };
    }

    private ArrayNode items(char end, int depth) throws PythonSyntaxException {
        var array = JSON.arrayNode();
        while (!in.take(end)) {
            array.add(value(depth + 1));
            separator(end);
        }
        return array;
    }

    /** {@code (1)} is 1, {@code (1,)} and {@code (1, 2)} are tuples. */
    private JsonNode parenthesized(int depth) throws PythonSyntaxException {
        if (in.take(')')) {
            return JSON.arrayNode();
        }
        var first = value(depth + 1);
        if (in.take(')')) {
            return first;
        }
        separator(')');
        var tuple = items(')', depth);
        return tuple.insert(0, first);
    }

    private JsonNode braces(int depth) throws PythonSyntaxException {
        if (in.take('}')) {
            return JSON.objectNode();
        }
        var first = value(depth + 1);
        if (!in.take(':')) {
            separator('}');
            return items('}', depth).insert(0, first);
        }
        var dict = JSON.objectNode();
        put(dict, first, depth);
        while (!in.take('}')) {
            var key = value(depth + 1);
            in.expect(':');
            put(dict, key, depth);
        }
        return dict;
    }

    private void put(ObjectNode dict, JsonNode key, int depth) throws PythonSyntaxException {
        if (key.isContainerNode()) {
            throw new PythonSyntaxException("a list or dict cannot be a key");
        }
        dict.set(key.asText(), value(depth + 1));
        separator('}');
    }

    private void separator(char end) throws PythonSyntaxException {
        if (!in.take(',') && !in.at(end)) {
            throw in.unexpected("',' or '" + end + "'");
        }
    }
}
