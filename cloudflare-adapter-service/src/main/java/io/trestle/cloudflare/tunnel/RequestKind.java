package io.trestle.cloudflare.tunnel;

/** What is asked for. */
enum RequestKind {
    PROVISION,
    /** A provision of the life that is there already, which looks at everything anew. */
    REPAIR, ROTATE, DEPROVISION,
    /** Ours, for the pool: a tunnel ahead. Goes on until it is had. */
    POOL;

    boolean isProvision() {
        return this == PROVISION || this == REPAIR;
    }
}
