package io.trestle.simulators.cloudflare.tunnel;

/** The edge does not let a connector register; the message is what cloudflared prints. */
public final class ConnectorRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ConnectorRefusedException(String message) {
        super(message);
    }
}
