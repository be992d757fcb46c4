package io.trestle.cloudflare.cloudflareapi;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A cloudflared process that is attached to a tunnel.
 *
 * @param connections its connections to Cloudflare's edge, normally four
 */
@RegisterForReflection
public record CloudflareConnector(String id, @Nullable String version, @JsonProperty("conns") @Nullable List<Connection> connections) {

    public CloudflareConnector {
        Objects.requireNonNull(id, "id");
    }

    /** @param originIp the address that the process comes from */
    @RegisterForReflection
    public record Connection(@Nullable String originIp) {
    }

    /** The addresses it comes from, sorted. */
    public List<String> addresses() {
        var addresses = new TreeSet<String>();
        for (var connection : connections == null ? List.<Connection>of() : connections) {
            if (connection.originIp() != null) {
                addresses.add(connection.originIp());
            }
        }
        return List.copyOf(addresses);
    }
}
