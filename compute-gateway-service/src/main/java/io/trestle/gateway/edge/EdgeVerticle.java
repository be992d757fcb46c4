package io.trestle.gateway.edge;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.trestle.gateway.proxy.Proxy;
import io.trestle.gateway.proxy.ProxyConfig;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.tracing.TracingPolicy;

/** One event loop's server, and its share of the proxy. */
final class EdgeVerticle extends AbstractVerticle {

    /** As Envoy's advice for proxies at the edge has it. */
    private static final int STREAMS = 100;
    private static final int STREAM_WINDOW = 64 * 1024;
    private static final int CONNECTION_WINDOW = 1024 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_TARGET = 8 * 1024;
    private static final int CHUNK = 64 * 1024;
    private static final long CHECK_MILLIS = 1_000;

    /** What belongs to one event loop. */
    record Loop(RequestIntake intake, Proxy proxy) {
    }

    private final String host;
    private final int port;
    private final ProxyConfig config;
    private final Function<Vertx, Loop> parts;
    private volatile @Nullable Loop loop;
    private volatile int boundPort;
    private volatile boolean draining;

    EdgeVerticle(String host, int port, ProxyConfig config, Function<Vertx, Loop> parts) {
        this.host = host;
        this.port = port;
        this.config = config;
        this.parts = parts;
    }

    @Override
    public void start(Promise<Void> started) {
        var own = parts.apply(vertx);
        loop = own;
        var deadlines = new HeadDeadlines(config.headTimeout());
        HttpServer server = new StrictHttpServer((VertxInternal) vertx, options(), deadlines);
        server.requestHandler(request -> {
            if (draining) {
                request.response().putHeader("connection", "close");
            }
            own.intake().accept(request);
        });
        server.invalidRequestHandler(own.intake()::refuse);
        vertx.setPeriodic(CHECK_MILLIS, tick -> {
            deadlines.check();
            own.proxy().check();
        });
        server.listen(port, host).onSuccess(listening -> boundPort = listening.actualPort()).<Void>mapEmpty().onComplete(started);
    }

    int port() {
        return boundPort;
    }

    int underWay() {
        var own = loop;
        return own == null ? 0 : own.proxy().underWay();
    }

    void drain() {
        draining = true;
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(true)
                .setMaxChunkSize(CHUNK)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxInitialLineLength(MAX_TARGET)
                .setIdleTimeout((int) config.idleTimeout().toSeconds() + 1).setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(STREAMS).setInitialWindowSize(STREAM_WINDOW)
                        .setMaxHeaderListSize(MAX_HEADERS))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setTcpNoDelay(true)
                .setAcceptBacklog(1024);
    }
}
