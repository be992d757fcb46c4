package io.trestle.cloudflare.cloudflareapi;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One error of an answer.
 *
 * @param code a number or a string on the wire
 * @param errorChain what caused it; the telling code may be only in here
 */
@RegisterForReflection
record CloudflareError(@Nullable String code, @Nullable String message, @Nullable List<CloudflareError> errorChain) {

    /** This error and those it was caused by. */
    Stream<CloudflareError> all() {
        return Stream.concat(Stream.of(this), errorChain == null ? Stream.empty() : errorChain.stream().flatMap(CloudflareError::all));
    }
}
