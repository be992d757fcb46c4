package io.trestle.simulators;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/** An HTTP/1.1 server on loopback with a Vert.x instance and one event loop of its own, so that several fit into one JVM. */
public final class SimulatorServer implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1)
            .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private int port;

    public Vertx vertx() {
        return vertx;
    }

    /**
     * Returns when the server accepts connections.
     *
     * @param wantedPort 0 picks a free one
     * @throws IllegalStateException when the port is in use; the server still wants to be closed
     */
    public void listen(int wantedPort, Router router) {
        // HTTP/1.1 only: with HTTP/2 a fault that resets the connection would hit every other request of the client.
        var options = new HttpServerOptions().setHost("127.0.0.1").setPort(wantedPort).setHttp2ClearTextEnabled(false);
        port = completed(vertx.createHttpServer(options).requestHandler(router).listen()).actualPort();
    }

    /** {@code http://127.0.0.1:port} */
    public String origin() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        completed(vertx.close());
    }

    private static <T> T completed(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
