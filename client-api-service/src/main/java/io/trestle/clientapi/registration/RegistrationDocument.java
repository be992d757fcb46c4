package io.trestle.clientapi.registration;

import org.jspecify.annotations.Nullable;

import io.trestle.clientapi.signature.SignatureReader;

/**
 * A body that can be registered.
 *
 * @param name what its owner calls the model, if anything
 * @param service what the worker's cloudflared is to forward to, if it says so
 * @param json the body as it came, without white space between its parts
 */
record RegistrationDocument(@Nullable String name, @Nullable String service, SignatureReader.Reading reading, String json) {
}
