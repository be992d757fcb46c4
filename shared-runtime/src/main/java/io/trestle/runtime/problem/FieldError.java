package io.trestle.runtime.problem;

/**
 * One member of the request that breaks a rule; an item of the problem's {@code errors}.
 *
 * @param path where it is, for example {@code inputs[2].name}; empty for the body as a whole
 * @param message what is expected there
 */
public record FieldError(String path, String message) {
}
