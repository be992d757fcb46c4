package io.trestle.simulators.cloudflare.api;

/** What a token must be allowed to do. The simulated account has one least-privilege token for each. */
public enum Scope {
    /** Account › Cloudflare Tunnel › Edit. */
    TUNNELS,
    /** Zone › DNS › Edit. */
    DNS,
    /** Any token of the account will do. */
    ANY
}
