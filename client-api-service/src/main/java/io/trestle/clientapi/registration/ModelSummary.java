package io.trestle.clientapi.registration;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.trestle.clientapi.tunnel.TunnelStatus;

/** One line of a tenant's models. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ModelSummary(String id, String name, TunnelStatus status, @Nullable String hostname, int version, Instant createdAt) {
}
