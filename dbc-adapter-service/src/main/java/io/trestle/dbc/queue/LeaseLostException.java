package io.trestle.dbc.queue;

/** Another replica works on the node now; what this one was about to write is stale. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(String nodeId) {
        super("The lease of GPU node " + nodeId + " has passed on", null, false, false);
    }
}
