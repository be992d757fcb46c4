package io.trestle.gateway.edge;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.greet.Greetings;
import io.trestle.gateway.proxy.Proxy;
import io.trestle.gateway.proxy.ProxyConfig;
import io.trestle.gateway.proxy.ProxyMetrics;
import io.trestle.gateway.session.SessionKey;
import io.trestle.gateway.wallet.Wallets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Opens the port when everything else is up, and closes it first. */
@ApplicationScoped
public class GatewayServer {

    private static final Logger LOG = Logger.getLogger(GatewayServer.class);
    private static final int LAST = 10_000;
    private static final int FIRST = 1;
    private static final long LOOK_MILLIS = 20;
    private static final int SHARED_RANDOM = -1;

    private final Vertx vertx;
    private final GatewayConfig config;
    private final ProxyConfig proxyConfig;
    private final Greetings greetings;
    private final SessionKey key;
    private final Wallets wallets;
    private final Clock clock;
    private final ProxyMetrics metrics;
    private final RateLimit rateLimit;
    private final String pseudonym;
    private final List<EdgeVerticle> verticles = new ArrayList<>();

    GatewayServer(Vertx vertx, GatewayConfig config, ProxyConfig proxyConfig, Greetings greetings, SessionKey key, Wallets wallets,
            Clock clock,
            RateLimit rateLimit, MeterRegistry registry) {
        this.vertx = vertx;
        this.config = config;
        this.proxyConfig = proxyConfig;
        this.greetings = greetings;
        this.key = key;
        this.wallets = wallets;
        this.clock = clock;
        metrics = new ProxyMetrics(registry);
        this.rateLimit = rateLimit;
        // The same in every replica: a request that comes back to another one has come back, too.
        pseudonym = "trestle-" + HexFormat.of().formatHex(key.derive("via"), 0, 6);
    }

    void start(@Observes @Priority(LAST) StartupEvent event) {
        var loops = config.eventLoops().orElse(Runtime.getRuntime().availableProcessors());
        // A negative port is a free one, too, and may be shared (Vert.x, "Listening to a shared random port").
        var port = config.port() == 0 ? SHARED_RANDOM : config.port();
        for (int i = 0; i < loops; i++) {
            deploy(port).toCompletionStage().toCompletableFuture().join();
        }
        LOG.infof("Gateway listens on http://%s:%d", config.host(), port());
    }

    /** New requests still come on connections that are open: they are served, and told that the connection ends. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
        verticles.forEach(EdgeVerticle::drain);
        var idle = new CountDownLatch(1);
        var look = vertx.setPeriodic(LOOK_MILLIS, tick -> {
            if (verticles.stream().allMatch(verticle -> verticle.underWay() == 0)) {
                idle.countDown();
            }
        });
        if (!idle.await(config.drain().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("Requests are still under way at the end");
        }
        vertx.cancelTimer(look);
    }

    public int port() {
        return verticles.get(0).port();
    }

    /** All verticles of a port share it: Vert.x hands connections round. */
    private Future<String> deploy(int port) {
        var verticle = new EdgeVerticle(config.host(), port, proxyConfig, this::loop);
        verticles.add(verticle);
        return vertx.deployVerticle(verticle);
    }

    private EdgeVerticle.Loop loop(Vertx own) {
        var tokens = key.tokens();
        var gate = new SessionGate(tokens, wallets, clock);
        var proxy = new Proxy(own, proxyConfig, metrics, pseudonym);
        var edge = new Edge(own, gate, new Handshakes(own, greetings, gate, tokens, rateLimit), proxy, wallets, clock);
        return new EdgeVerticle.Loop(new RequestIntake(own, edge::handle), proxy);
    }
}
