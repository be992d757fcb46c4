package io.trestle.clientapi.signature;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One thing that is wrong with the input of a prediction, in the shape that cog answers 422 with.
 *
 * @param loc where: {@code ["body","input","steps"]}
 * @param msg one sentence, or the end of one whose subject is the place
 * @param type {@code value_error.missing} or {@code value_error}
 */
public record InputProblem(List<String> loc, String msg, String type) {

    /** What is wrong with a value that is given for an input; null where nothing is. */
    public static @Nullable InputProblem of(SignatureInput input, JsonNode value) {
        var objection = ValueCheck.objection(input, value);
        return objection == null ? null : new InputProblem(location(input), "value " + objection.message(), "value_error");
    }

    /** What is wrong where nothing is given for an input; null where it may be omitted. */
    public static @Nullable InputProblem ofMissing(SignatureInput input) {
        return input.required() ? new InputProblem(location(input), "Field required", "value_error.missing") : null;
    }

    private static List<String> location(SignatureInput input) {
        return List.of("body", "input", input.name());
    }
}
