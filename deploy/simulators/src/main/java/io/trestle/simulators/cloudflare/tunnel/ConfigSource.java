package io.trestle.simulators.cloudflare.tunnel;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a tunnel's ingress rules live: beside the connector, or at Cloudflare. */
public enum ConfigSource {
    LOCAL,
    CLOUDFLARE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ConfigSource of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
