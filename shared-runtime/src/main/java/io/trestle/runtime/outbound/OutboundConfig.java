package io.trestle.runtime.outbound;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where calls to user-supplied addresses may go beyond public ones. */
@ConfigMapping(prefix = "trestle.outbound")
interface OutboundConfig {

    /**
     * Hosts that are called whatever address and port they have: {@code name}, {@code name:port}, or {@code *.domain} for all names below a
     * domain. For receivers inside the own network. Default none.
     */
    Optional<List<String>> allowedHosts();

    /** Whether loopback addresses may be called, on any port. For the local stack and tests only. Default false. */
    @WithDefault("false")
    boolean allowLoopback();

    /** Ports that may be called. Default 80, 443, 8080 and 8443: where HTTP is served, and hardly anything else. */
    @WithDefault("80,443,8080,8443")
    Set<Integer> ports();

    /** How long a name may take to resolve. Default 3 s. */
    @WithDefault("3s")
    Duration resolveTimeout();

    /** How long a connection may take. Default 5 s. */
    @WithDefault("5s")
    Duration connectTimeout();
}
