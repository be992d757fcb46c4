package io.trestle.cloudflare.cloudflareapi;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What every answer of the API is wrapped in. */
@RegisterForReflection
record CloudflareEnvelope(@Nullable Boolean success, @Nullable List<CloudflareError> errors, @Nullable JsonNode result) {
}
