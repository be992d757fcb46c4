package io.trestle.runtime.outbox;

import io.trestle.model.tunnel.TunnelDeprovisioned;

/** Small messages for tests that do not care what a message says. */
public final class TunnelEventMother {

    private TunnelEventMother() {
    }

    public static TunnelDeprovisioned deprovisioned(String modelId, String requestId) {
        return new TunnelDeprovisioned(modelId, "tenant-a", requestId);
    }
}
