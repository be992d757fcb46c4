package io.trestle.simulators.cloudflare.tunnel;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;

/** Where a tunnel's ingress rules live: beside the connector, or at Cloudflare. */
public enum ConfigSource {
    LOCAL,
    CLOUDFLARE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ConfigSource of(String wireName) {
        for (var source : values()) {
            if (source.wireName().equals(wireName)) {
                return source;
            }
        }
        throw new ApiFailure(400, ApiError.of(1001, "config_src must be local or cloudflare"));
    }
}
