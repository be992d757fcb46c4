package io.trestle.clientapi.compatibility;

import io.trestle.clientapi.signature.CogType;
import io.trestle.clientapi.signature.CogType.Scalar;
import io.trestle.clientapi.signature.InputProblem;
import io.trestle.clientapi.signature.SignatureInput;

/** Whether every value of one type is a value of another. */
final class TypeInclusion {

    private TypeInclusion() {
    }

    static boolean includes(CogType wide, CogType narrow) {
        if (wide.equals(narrow) || wide == Scalar.ANY || wide instanceof CogType.Custom) {
            return true;
        }
        if (narrow instanceof CogType.OptionalOf optional) {
            return wide.nullable() && includes(wide, optional.type());
        }
        if (narrow instanceof CogType.UnionOf union) {
            return union.members().stream().allMatch(member -> includes(wide, member));
        }
        if (narrow instanceof CogType.LiteralOf literal) {
            var any = SignatureInput.of("value", wide);
            return literal.values().stream().allMatch(value -> InputProblem.of(any, value) == null);
        }
        return includesPlain(wide.required(), narrow);
    }

    private static boolean includesPlain(CogType wide, CogType narrow) {
        if (wide instanceof CogType.UnionOf union) {
            return union.members().stream().anyMatch(member -> includes(member, narrow));
        }
        if (wide instanceof CogType.ListOf list && narrow instanceof CogType.ListOf other) {
            return includes(list.item(), other.item());
        }
        if (wide instanceof CogType.DictOf dict && narrow instanceof CogType.DictOf other) {
            return includes(dict.value(), other.value());
        }
        return wide.equals(narrow) || wide == Scalar.FLOAT && narrow == Scalar.INT || isText(wide) && isTextOrFile(narrow)
                || isFile(wide) && isFile(narrow);
    }

    private static boolean isText(CogType type) {
        return type == Scalar.STR || type == Scalar.SECRET;
    }

    private static boolean isFile(CogType type) {
        return type == Scalar.PATH || type == Scalar.FILE;
    }

    /** A file is given as the text of its URL. */
    private static boolean isTextOrFile(CogType type) {
        return isText(type) || isFile(type);
    }
}
