package io.trestle.cloudflare.sweep;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Something of ours at Cloudflare that no tunnel of the table accounts for.
 *
 * @param kind {@code TUNNEL}, or {@code RECORD}
 * @param cloudflareId its id there
 * @param name a tunnel's name, a record's hostname
 * @param tenant whose it was; empty for the pool's
 * @param detail a sentence on what it is and what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Stray(String kind, String cloudflareId, String name, String detail, @Nullable String modelId, @Nullable String tenant,
        Instant observedAt) {
}
