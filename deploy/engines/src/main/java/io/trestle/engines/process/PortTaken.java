package io.trestle.engines.process;

/** Another process listens on the port that an engine was to listen on. */
public final class PortTaken extends EngineFailure {

    private static final long serialVersionUID = 1L;

    private final int port;

    public PortTaken(int port, String engine) {
        super("port " + port + " on " + Ports.HOST + " is taken by another process, so " + engine + " cannot listen on it");
        this.port = port;
    }

    public int port() {
        return port;
    }
}
