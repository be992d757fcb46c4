package io.trestle.cloudflare.tunnel;

/** What is asked for. */
enum RequestKind {
    PROVISION,
    /** A provision of the life that is there already, which looks at everything anew. */
    REPAIR, ROTATE, DEPROVISION;

    boolean isProvision() {
        return this == PROVISION || this == REPAIR;
    }
}
