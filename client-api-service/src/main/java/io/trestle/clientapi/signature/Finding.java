package io.trestle.clientapi.signature;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What is wrong with a signature (a violation) or odd about it (a warning).
 *
 * @param path where, as a path into the JSON that was sent: {@code inputs[2].validation.ge}
 * @param input the name of the input it is about, if it is about one that has a name
 * @param rule a stable code: {@code ge_above_le}, {@code regex}, {@code limit}
 * @param message one sentence for a person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(String path, @Nullable String input, String rule, String message) {
}
