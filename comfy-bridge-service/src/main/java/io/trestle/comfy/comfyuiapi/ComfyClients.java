package io.trestle.comfy.comfyuiapi;

import java.net.URI;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

/** Clients of servers by their address. */
@ApplicationScoped
public class ComfyClients {

    /** To one server at once: a few calls beside a few transfers. */
    private static final int CONNECTIONS = 16;
    /** A full-size PNG comes as one message. */
    private static final int LARGEST_MESSAGE = 64 << 20;

    private final HttpClient http;
    private final WebSocketClient sockets;
    private final ComfyTimeouts timeouts;

    ComfyClients(Vertx vertx, ComfyTimeouts timeouts) {
        this.timeouts = timeouts;
        this.http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setKeepAlive(true));
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(LARGEST_MESSAGE)
                .setMaxMessageSize(LARGEST_MESSAGE));
    }

    /** @param url {@code http://host:port}, also with a path; use literal addresses: {@code localhost} may try IPv6 first */
    public ComfyClient at(URI url) {
        return new ComfyClient(new ComfyHttp(http, sockets, timeouts, url));
    }
}
