package io.trestle.clientapi.compatibility;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Proof that a change breaks callers.
 *
 * @param input the input of a prediction that the old signature accepts
 * @param problem why the new one does not
 */
public record Counterexample(JsonNode input, String problem) {
}
