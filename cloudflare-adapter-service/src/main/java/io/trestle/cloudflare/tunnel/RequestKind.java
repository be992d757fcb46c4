package io.trestle.cloudflare.tunnel;

/** What is asked for. */
enum RequestKind {
    PROVISION, ROTATE, DEPROVISION
}
