package io.trestle.clientapi.signature;

import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** A type of cog. {@link #text()} is how Python writes it; equal types have equal text. */
public sealed interface CogType {

    /** The type as a canonical Python annotation: {@code list[str]}, {@code str | None}. */
    String text();

    /** Whether null is a value of the type. */
    default boolean nullable() {
        return false;
    }

    /** A type without parameters. */
    enum Scalar implements CogType {
        STR("str"), INT("int"), FLOAT("float"), BOOL("bool"),
        /** A file that the worker downloads from a URL before it runs. */
        PATH("Path"),
        /** The older way to say {@link #PATH}. */
        FILE("File"),
        /** A string that is masked wherever it is shown. */
        SECRET("Secret"),
        /** Any JSON value. */
        ANY("Any");

        private final String text;

        Scalar(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }

        /** Whether plain JSON carries the value: what a union may contain. */
        boolean jsonNative() {
            return this != PATH && this != FILE && this != SECRET;
        }

        boolean numeric() {
            return this == INT || this == FLOAT;
        }
    }

    record ListOf(CogType item) implements CogType {
        @Override
        public String text() {
            return "list[" + item.text() + "]";
        }
    }

    /** A mapping with string keys. */
    record DictOf(CogType value) implements CogType {
        @Override
        public String text() {
            return value == Scalar.ANY ? "dict" : "dict[str, " + value.text() + "]";
        }
    }

    record OptionalOf(CogType type) implements CogType {
        @Override
        public String text() {
            return type.text() + " | None";
        }

        @Override
        public boolean nullable() {
            return true;
        }
    }

    /** @param members at least two, none of them a union or optional */
    record UnionOf(List<CogType> members) implements CogType {
        @Override
        public String text() {
            return members.stream().map(CogType::text).collect(Collectors.joining(" | "));
        }
    }

    /** @param values strings, integers, booleans; at least one */
    record LiteralOf(List<JsonNode> values) implements CogType {
        @Override
        public String text() {
            return values.stream().map(JsonNode::toString).collect(Collectors.joining(", ", "Literal[", "]"));
        }

        /** The type that all values have; any where they differ. */
        CogType kind() {
            if (values.stream().allMatch(JsonNode::isTextual)) {
                return Scalar.STR;
            }
            if (values.stream().allMatch(JsonNode::isIntegralNumber)) {
                return Scalar.INT;
            }
            return values.stream().allMatch(JsonNode::isBoolean) ? Scalar.BOOL : Scalar.ANY;
        }
    }

    /**
     * Values that arrive one after another; only an output can be one.
     *
     * @param concatenate whether the items are pieces of one string
     */
    record IteratorOf(CogType item, boolean concatenate) implements CogType {
        @Override
        public String text() {
            return (concatenate ? "ConcatenateIterator[" : "Iterator[") + item.text() + "]";
        }
    }

    /** A class of the model's own, whose members the client does not send. */
    record Custom(String name) implements CogType {
        @Override
        public String text() {
            return name;
        }
    }

    /** The type without {@code | None}. */
    default CogType required() {
        return this instanceof OptionalOf optional ? optional.type() : this;
    }
}
