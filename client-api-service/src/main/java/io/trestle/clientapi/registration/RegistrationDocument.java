package io.trestle.clientapi.registration;

import org.jspecify.annotations.Nullable;

import io.trestle.clientapi.signature.SignatureReader;
import io.vertx.core.json.JsonObject;

/**
 * A body that can be registered.
 *
 * @param name what its owner calls the model, if anything
 * @param service what the worker's cloudflared is to forward to
 * @param json the body as it came, for the database
 * @param canonical the body without white space, for comparing
 */
record RegistrationDocument(@Nullable String name, String service, SignatureReader.Reading reading, JsonObject json, String canonical) {
}
