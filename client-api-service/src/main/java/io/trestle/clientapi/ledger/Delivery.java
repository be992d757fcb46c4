package io.trestle.clientapi.ledger;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;

/**
 * A webhook as it came.
 *
 * @param hash SHA-256 of the body
 * @param headers those that tell something about the sender, as a JSON object
 * @param reason why it is no report, in words; null where it is one
 */
public record Delivery(Buffer hash, Buffer body, String headers, Instant receivedAt, @Nullable String reason) {
}
