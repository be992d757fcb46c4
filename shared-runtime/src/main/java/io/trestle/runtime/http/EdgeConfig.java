package io.trestle.runtime.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of every request. */
@ConfigMapping(prefix = "trestle.http")
public interface EdgeConfig {

    /** Longest body outside {@link #streamingPaths()}, which is held in memory while it arrives. Default 1 MiB. */
    MemorySize maxJsonBody();

    /** How long such a body may take to arrive. Default 30 s. */
    Duration bodyTimeout();

    /** Prefixes of paths whose bodies are streamed: only {@code quarkus.http.limits.max-body-size} bounds them. Default none. */
    Optional<List<String>> streamingPaths();

    /** Longest body on a streaming path. */
    @WithDefault("${quarkus.http.limits.max-body-size:10M}")
    MemorySize maxStreamedBody();

    /**
     * Whether this service hands requests on untouched. Nothing of this package then applies outside JAX-RS: no path is refused,
     * no header added, no body limited. Default false.
     */
    @WithDefault("false")
    boolean passThrough();

    default boolean streams(String path) {
        return streamingPaths().orElse(List.of()).stream().anyMatch(path::startsWith);
    }
}
