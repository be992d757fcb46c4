package io.trestle.gateway.edge;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trestle.gateway.proxy.Proxy;
import io.trestle.gateway.proxy.ProxyConfig;
import io.trestle.gateway.proxy.ProxyMetrics;
import io.trestle.gateway.proxy.ProxyUser;
import io.trestle.gateway.proxy.Target;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;

/** The gateway's port and proxy as they run in the service, with one service behind them and without sign-in. */
final class ProxyUnderTest implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final AtomicBoolean allowed = new AtomicBoolean(true);
    private final EdgeVerticle verticle;
    private final ProxyUser user = new ProxyUser(allowed::get);

    /** @param settings names below {@code trestle.gateway.proxy} and values, one after the other */
    ProxyUnderTest(int upstreamPort, boolean http2, String... settings) {
        this(List.of(SocketAddress.inetSocketAddress(upstreamPort, "127.0.0.1")), upstreamPort, http2, settings);
    }

    ProxyUnderTest(List<SocketAddress> addresses, int upstreamPort, boolean http2, String... settings) {
        var target = new Target(false, "service.test", upstreamPort, "service.test:" + upstreamPort, http2, addresses);
        verticle = new EdgeVerticle("127.0.0.1", 0, config(settings), own -> {
            var proxy = new Proxy(own, config(settings), new ProxyMetrics(metrics), "trestle-test");
            return new EdgeVerticle.Loop(new RequestIntake(own, (request, uri) -> proxy.forward(request, uri, target, user)), proxy);
        });
        await(vertx.deployVerticle(verticle));
    }

    int port() {
        return verticle.port();
    }

    int underWay() {
        return verticle.underWay();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    static ProxyConfig config(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put("trestle.gateway.proxy." + settings[i], settings[i + 1]);
        }
        return new SmallRyeConfigBuilder().withMapping(ProxyConfig.class).withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 100)).build().getConfigMapping(ProxyConfig.class);
    }

    static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
