package io.trestle.clientapi.signature;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.signature.CogType.Scalar;

/** The JSON Schema (of OpenAPI 3.0) that cog writes for a type. */
final class TypeSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TypeSchema() {
    }

    static ObjectNode of(CogType type) {
        if (type instanceof Scalar scalar) {
            return scalar(scalar);
        }
        if (type instanceof CogType.OptionalOf optional) {
            return of(optional.type()).put("nullable", true);
        }
        if (type instanceof CogType.ListOf list) {
            return array(list.item());
        }
        if (type instanceof CogType.IteratorOf iterator) {
            var schema = array(iterator.item()).put("x-cog-array-type", "iterator");
            return iterator.concatenate() ? schema.put("x-cog-array-display", "concatenate") : schema;
        }
        if (type instanceof CogType.UnionOf union) {
            var schema = JSON.objectNode();
            var members = schema.putArray("anyOf");
            union.members().forEach(member -> members.add(of(member)));
            return schema;
        }
        return object(type);
    }

    private static ObjectNode object(CogType type) {
        if (type instanceof CogType.LiteralOf literal) {
            var schema = of(literal.kind());
            var values = schema.putArray("enum");
            literal.values().forEach(values::add);
            return schema;
        }
        var schema = JSON.objectNode().put("type", "object");
        if (type instanceof CogType.DictOf dict && dict.value() != Scalar.ANY) {
            schema.set("additionalProperties", of(dict.value()));
        }
        return schema;
    }

    private static ObjectNode array(CogType item) {
        var schema = JSON.objectNode().put("type", "array");
        schema.set("items", of(item));
        return schema;
    }

    private static ObjectNode scalar(Scalar type) {
        var schema = JSON.objectNode();
        return switch (type) {
            case STR -> schema.put("type", "string");
            case INT -> schema.put("type", "integer");
            case FLOAT -> schema.put("type", "number");
            case BOOL -> schema.put("type", "boolean");
            case PATH, FILE -> schema.put("type", "string").put("format", "uri");
            case SECRET -> schema.put("type", "string").put("format", "password").put("writeOnly", true).put("x-cog-secret", true);
            case ANY -> schema.put("type", "object");
        };
    }
}
