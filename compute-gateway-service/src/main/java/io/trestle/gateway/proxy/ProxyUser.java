package io.trestle.gateway.proxy;

import java.util.function.BooleanSupplier;

/** Whose requests are proxied; what all of one user's on one event loop share. */
public final class ProxyUser {

    int underWay;

    /** Whether a WebSocket that is open may stay so. */
    final BooleanSupplier stillAllowed;

    public ProxyUser(BooleanSupplier stillAllowed) {
        this.stillAllowed = stillAllowed;
    }

    public boolean isIdle() {
        return underWay == 0;
    }
}
