package io.trestle.clientapi.signature;

import org.jspecify.annotations.Nullable;

import io.trestle.clientapi.signature.CogType.Scalar;

/** Which types cog has as an input, and which as an output (cog 0.22, {@code pkg/schema}). */
final class TypeRules {

    private TypeRules() {
    }

    /** Why no input is of this type, as a sentence; null where one can be. */
    static @Nullable String inputObjection(CogType type) {
        if (hasIterator(type)) {
            return "an input cannot be an iterator: " + type.text();
        }
        if (type.required() instanceof CogType.UnionOf union && !union.members().stream().allMatch(TypeRules::jsonNative)) {
            return "a union of inputs is of types that plain JSON tells apart, not of Path, File or Secret: " + type.text();
        }
        return null;
    }

    /** Why no output is of this type, as a sentence; null where one can be. */
    static @Nullable String outputObjection(CogType type) {
        if (type.nullable()) {
            return "an output cannot be optional: " + type.text();
        }
        if (type instanceof CogType.UnionOf) {
            return "an output cannot be a union: " + type.text();
        }
        var inner = type instanceof CogType.IteratorOf iterator ? iterator.item() : type;
        return hasIterator(inner) ? "an iterator can only be outermost: " + type.text() : null;
    }

    private static boolean hasIterator(CogType type) {
        if (type instanceof CogType.IteratorOf) {
            return true;
        }
        if (type instanceof CogType.ListOf list) {
            return hasIterator(list.item());
        }
        if (type instanceof CogType.DictOf dict) {
            return hasIterator(dict.value());
        }
        if (type instanceof CogType.OptionalOf optional) {
            return hasIterator(optional.type());
        }
        return type instanceof CogType.UnionOf union && union.members().stream().anyMatch(TypeRules::hasIterator);
    }

    private static boolean jsonNative(CogType type) {
        if (type instanceof Scalar scalar) {
            return scalar.jsonNative();
        }
        return !(type instanceof CogType.ListOf list) || jsonNative(list.item());
    }
}
