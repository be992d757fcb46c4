package io.trestle.clientapi.signature;

import java.util.List;

/**
 * What a model takes and gives.
 *
 * @param inputs in the order of the worker's parameters; names are unique
 */
public record Signature(List<SignatureInput> inputs, CogType output) {
}
