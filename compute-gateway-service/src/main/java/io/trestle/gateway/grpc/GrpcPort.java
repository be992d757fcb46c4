package io.trestle.gateway.grpc;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.grpc.Server;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trestle.gateway.GatewayConfig;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServerBuilder;

/**
 * Opens the port after that of HTTP, and closes it before. Not Quarkus' own server, which configuration cannot leave out.
 */
@ApplicationScoped
class GrpcPort {

    private static final Logger LOG = Logger.getLogger(GrpcPort.class);
    private static final int AFTER_HTTP = 10_001;
    private static final int FIRST = 1;

    private final Vertx vertx;
    private final GrpcConfig config;
    private final GatewayConfig gateway;
    private final ComputeCalls calls;
    private final MeterRegistry registry;
    private @Nullable Server server;

    GrpcPort(Vertx vertx, GrpcConfig config, GatewayConfig gateway, ComputeCalls calls, MeterRegistry registry) {
        this.vertx = vertx;
        this.config = config;
        this.gateway = gateway;
        this.calls = calls;
        this.registry = registry;
    }

    void start(@Observes @Priority(AFTER_HTTP) StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        var opened = VertxServerBuilder.forAddress(vertx, config.host(), config.port())
                .maxInboundMessageSize(config.maxMessage())
                .addService(calls.definition())
                .intercept(CallMetadata::intercept)
                .intercept(new MetricCollectingServerInterceptor(registry))
                .build();
        var started = Promise.<Void>promise();
        opened.start(started);
        try {
            started.future().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("The gRPC port " + config.host() + ":" + config.port()
                    + " cannot be opened; trestle.gateway.grpc.port takes another, trestle.gateway.grpc.enabled=false none", e.getCause());
        }
        server = opened;
        LOG.infof("Gateway speaks gRPC on %s:%d", config.host(), opened.getPort());
    }

    /** Calls under way get to finish. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
        var opened = server;
        if (opened != null && !opened.shutdown().awaitTermination(gateway.drain().toMillis(), TimeUnit.MILLISECONDS)) {
            opened.shutdownNow();
        }
    }

    /** The port that is open; 0 when none is. */
    int port() {
        var opened = server;
        return opened == null ? 0 : opened.getPort();
    }
}
