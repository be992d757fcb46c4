package io.trestle.runtime.outbox;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A row to be: what goes to Kafka, whatever it means.
 *
 * @param topic the full name, prefix included
 * @param payload null is a tombstone
 */
record OutboxMessage(UUID id, String topic, String key, Map<String, String> headers, byte @Nullable [] payload) {
}
