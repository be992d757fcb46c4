package io.trestle.model.tunnel;

/** Cloudflare's word for the state of a tunnel's connectors. */
public enum TunnelHealth {
    /** Never had a connector. */
    INACTIVE,
    /** Some connections are missing. */
    DEGRADED,
    HEALTHY,
    /** Had connectors, has none. */
    DOWN
}
