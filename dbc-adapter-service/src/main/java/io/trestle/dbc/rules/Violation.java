package io.trestle.dbc.rules;

/**
 * A part of a request that a node must not get.
 *
 * @param path where it is, for example {@code additional.custom_port[1]}
 * @param message what is expected there
 */
public record Violation(String path, String message) {

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
