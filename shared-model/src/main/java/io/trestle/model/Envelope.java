package io.trestle.model;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A message with the CloudEvents attributes it travelled with.
 *
 * @param id the outbox id of the writer ({@code ce_id}); the same for every delivery of the same fact
 * @param source the service that wrote it ({@code ce_source}), for example {@code /client-api-service}
 * @param time when the writer committed to it ({@code ce_time})
 * @param traceparent the W3C trace context of the writer, if it was traced
 */
public record Envelope<M extends Message>(UUID id, String source, Instant time, @Nullable String traceparent, M message) {
}
