package io.trestle.runtime.problem;

import java.math.BigDecimal;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

import io.trestle.model.problem.ProblemType;

/** Where a JSON body is wrong and what was expected there. Jackson's own messages quote the payload and name Java classes. */
final class JsonFailures {

    private JsonFailures() {
    }

    /** {@code MALFORMED_JSON} with line and column, or {@code VALIDATION_FAILED} with the member's path. */
    static ProblemException problem(JsonProcessingException failure) {
        if (isMalformed(failure)) {
            return malformed(failure, "");
        }
        var path = path(failure);
        if (failure.getCause() instanceof JsonProcessingException cause && isMalformed(cause)) {
            return malformed(cause, path);
        }
        if (failure.getCause() instanceof ProblemException own) {
            return own;
        }
        var expected = expected(failure);
        return new ProblemException(ProblemType.VALIDATION_FAILED, (path.isEmpty() ? "The body" : path) + " " + expected, failure)
                .with("errors", List.of(new FieldError(path, expected)));
    }

    /** A number that the member's type cannot hold is well-formed JSON, though the parser reports it as it reports syntax. */
    private static boolean isMalformed(JsonProcessingException failure) {
        return failure instanceof StreamConstraintsException
                || (failure instanceof StreamReadException && !(failure instanceof InputCoercionException));
    }

    static ProblemException notUnicode(Exception failure) {
        return new ProblemException(ProblemType.MALFORMED_JSON, "The body is not UTF-8", failure);
    }

    private static ProblemException malformed(JsonProcessingException failure, String path) {
        var what = failure instanceof StreamConstraintsException
                ? "The JSON goes beyond what is read (depth, length of a name or a number)"
                : "The JSON ends early or has a character that does not belong";
        var location = failure.getLocation();
        if (location == null || JsonLocation.NA.equals(location)) {
            return new ProblemException(ProblemType.MALFORMED_JSON, what, failure);
        }
        var place = " at line " + location.getLineNr() + ", column " + location.getColumnNr() + (path.isEmpty() ? "" : ", in " + path);
        return new ProblemException(ProblemType.MALFORMED_JSON, what + place, failure)
                .with("line", location.getLineNr())
                .with("column", location.getColumnNr());
    }

    private static String path(JsonProcessingException failure) {
        return failure instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                        .collect(Collectors.joining()).replaceFirst("^\\.", "")
                : "";
    }

    private static String expected(JsonProcessingException failure) {
        if (failure instanceof UnrecognizedPropertyException) {
            return "is not known here";
        }
        if (failure instanceof InvalidNullException) {
            return "must not be null";
        }
        if (failure.getCause() instanceof InputCoercionException) {
            return "must be a smaller number";
        }
        return failure instanceof MismatchedInputException mismatch ? "must be " + inWords(mismatch.getTargetType()) : "has a wrong value";
    }

    /** A Java type in the words of JSON. */
    private static String inWords(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        if (type == String.class || type == char.class || type == Character.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == float.class || type == Double.class || type == Float.class || type == BigDecimal.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number in range";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a date or time in ISO 8601";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "of another form";
    }
}
