package io.trestle.gateway.proxy;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of what is proxied. */
@ConfigMapping(prefix = "trestle.gateway.proxy")
public interface ProxyConfig {

    /** How long a connection to a service may take. Default 5 s. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long a service may think before its answer begins. Default 5 minutes: it may be computing. */
    @WithDefault("5m")
    Duration answerTimeout();

    /** After this long without a byte in either direction an exchange, or a WebSocket, is ended. Default 10 minutes. */
    @WithDefault("10m")
    Duration idleTimeout();

    /** How long a request head may take from its first byte to its last. Default 30 s. */
    @WithDefault("30s")
    Duration headTimeout();

    /** Connections of one event loop to one service. Default 2,048: a WebSocket keeps one, and a wallet may have 2,000. */
    @WithDefault("2048")
    int upstreamConnections();

    /** How long an unused connection to a service is kept. Default 4 s: many servers close theirs after 5, and must not be first. */
    @WithDefault("4s")
    Duration upstreamKeepAlive();

    /** Requests and WebSockets of one wallet at once, on one event loop. Default 2,000. */
    @WithDefault("2000")
    int requestsPerWallet();

    /** Whether a failure of the service is told as 400, as published, instead of 502 and 504. Default false. */
    @WithDefault("false")
    boolean seedStatus();
}
