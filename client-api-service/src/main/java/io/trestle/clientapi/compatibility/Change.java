package io.trestle.clientapi.compatibility;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One difference between two signatures.
 *
 * @param input the input it is about; absent for the output
 * @param rule what differs, as a stable code: {@code le}, {@code type}, {@code added}
 * @param message one sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Change(Level level, @Nullable String input, String rule, String message) {
}
