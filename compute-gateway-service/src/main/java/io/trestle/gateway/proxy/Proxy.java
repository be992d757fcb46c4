package io.trestle.gateway.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/** The proxy of one event loop: its connections to services, and what is under way. */
public final class Proxy {

    /** Bodies are passed on in pieces of up to this size: with the default of 8 KiB large ones are half as fast. */
    static final int CHUNK = 64 * 1024;
    private static final int MAX_HEADERS = 64 * 1024;
    private static final int HTTP2_WINDOW = 1024 * 1024;
    /** HTTP/2 connections to one service; each carries as many streams as the service allows. */
    private static final int HTTP2_CONNECTIONS = 4;

    final Vertx vertx;
    final ProxyConfig config;
    final ProxyMetrics metrics;
    final InFlight inFlight = new InFlight();
    /** What this gateway calls itself in {@code Via}. */
    final String pseudonym;

    private final HttpClient http1;
    private final HttpClient http2;

    public Proxy(Vertx vertx, ProxyConfig config, ProxyMetrics metrics, String pseudonym) {
        this.vertx = vertx;
        this.config = config;
        this.metrics = metrics;
        this.pseudonym = pseudonym;
        var options = options(config);
        http1 = vertx.httpClientBuilder().with(options).with(options.getPoolOptions())
                .withConnectHandler(Proxy::lend).build();
        http2 = vertx
                .createHttpClient(options(config).setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false).setUseAlpn(true)
                        .setHttp2MaxPoolSize(HTTP2_CONNECTIONS).setHttp2ConnectionWindowSize(HTTP2_WINDOW));
    }

    private static void lend(HttpConnection connection) {
        var handler = ((ConnectionBase) connection).channelHandlerContext();
        handler.pipeline().addBefore(handler.name(), "lending", LentBuffer.lending());
    }

    private static HttpClientOptions options(ProxyConfig config) {
        return new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(config.upstreamConnections())
                .setKeepAliveTimeout((int) Math.max(1, config.upstreamKeepAlive().toSeconds()))
                .setHttp2KeepAliveTimeout(60)
                .setPoolCleanerPeriod(500)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(CHUNK)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true);
    }

    /**
     * @param uri the target as it is passed on
     * @param user whose request it is
     */
    public void forward(HttpServerRequest request, String uri, Target target, ProxyUser user) {
        if (user.underWay >= config.requestsPerWallet()) {
            Answers.error(vertx, request, 429, "err", "too many requests at once");
            return;
        }
        if (comesBack(request)) {
            Answers.error(vertx, request, 508, "err", "the request came back to this gateway");
            return;
        }
        if (target.addresses().isEmpty()) {
            metrics.failed();
            Answers.error(vertx, request, status(502), "err", "the service has no address that may be connected to");
            return;
        }
        if (Tunnel.isAskedFor(request)) {
            new Tunnel(this, request, uri, target, user).start();
        } else {
            new Exchange(this, request, uri, target, user).start();
        }
    }

    /** Ends what has been silent or undecided for too long, and WebSockets of users that may no longer have one. Call once a second. */
    public void check() {
        inFlight.check();
    }

    public int underWay() {
        return inFlight.size();
    }

    HttpClient client(boolean overHttp2) {
        return overHttp2 ? http2 : http1;
    }

    int status(int usual) {
        return config.seedStatus() ? 400 : usual;
    }

    private boolean comesBack(HttpServerRequest request) {
        var via = request.getHeader("via");
        return via != null && request.headers().getAll("via").stream().anyMatch(value -> value.contains(pseudonym));
    }
}
