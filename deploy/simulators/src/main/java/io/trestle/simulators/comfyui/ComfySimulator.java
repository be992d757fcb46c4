package io.trestle.simulators.comfyui;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.trestle.simulators.ControlSurface;
import io.trestle.simulators.FaultGate;
import io.trestle.simulators.FaultScript;
import io.trestle.simulators.Journal;
import io.trestle.simulators.SimulatedClock;
import io.trestle.simulators.SimulatorServer;
import io.trestle.simulators.comfyui.graph.FileStore;
import io.trestle.simulators.comfyui.graph.Pictures;
import io.trestle.simulators.comfyui.run.RunFaults;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/** A running simulator. What a test does to it, it does here; what a test in another process does, under {@code /__sim/}. */
public final class ComfySimulator implements AutoCloseable {

    private static final int JOURNAL = 50_000;
    private static final long PATIENCE_SECONDS = 30;

    private final SimulatorServer server = new SimulatorServer();
    private final SimulatedClock clock = new SimulatedClock(Clock.systemUTC());
    private final FaultScript httpFaults = new FaultScript();
    private final RunFaults runFaults = new RunFaults();
    private final Journal journal = new Journal(JOURNAL);
    private final ComfySimulatorConfig config;
    private final FileStore files;
    private final Set<ConnectionBase> connections = ConcurrentHashMap.newKeySet();
    private ComfyProcess process;
    private boolean down;

    private ComfySimulator(ComfySimulatorConfig config) {
        this.config = config;
        this.files = new FileStore(config.files());
        // Comes with ComfyUI.
        files.write("input/example.png", Pictures.png(Pictures.plain(64, 64, 0x336699), Map.of()));
        this.process = begin();
        var router = Router.router(server.vertx());
        new ControlSurface(journal, httpFaults, clock).mount(router);
        new ComfyControl(this).mount(router);
        router.route().handler(this::admit);
        router.get("/ws").handler(this::upgrade);
        router.get("/api/ws").handler(this::upgrade);
        router.route().handler(ComfySimulator::readBody);
        router.route().handler(new FaultGate(server.vertx(), new ComfyApi(() -> process), httpFaults, journal, clock));
        server.listen(config.port(), router);
    }

    public static ComfySimulator start(ComfySimulatorConfig config) {
        return new ComfySimulator(config);
    }

    private ComfyProcess begin() {
        return new ComfyProcess(server.vertx(), config, files, runFaults, clock, this::killNow);
    }

    private void admit(RoutingContext context) {
        var connection = (ConnectionBase) context.request().connection();
        if (down) {
            connection.channel().close();
            return;
        }
        if (connections.add(connection)) {
            connection.channel().closeFuture().addListener(closed -> connections.remove(connection));
        }
        context.next();
    }

    /** Raw: Vert.x's own handler keeps no multipart bodies. */
    private static void readBody(RoutingContext context) {
        var length = context.request().getHeader("content-length");
        if (length != null && Long.parseLong(length) > ComfyProcess.MAX_UPLOAD) {
            context.response().setStatusCode(413).end("Maximum request body size " + ComfyProcess.MAX_UPLOAD + " exceeded.");
            return;
        }
        context.request().body().onSuccess(body -> {
            ((RoutingContextInternal) context).setBody(body);
            context.next();
        });
    }

    private void upgrade(RoutingContext context) {
        var request = (HttpServerRequestInternal) context.request();
        var connection = (ConnectionBase) request.connection();
        request.toWebSocket().onSuccess(
                socket -> process.connect(context.request().getParam("clientId"), socket, () -> connection.channel().close()));
    }

    /** {@code http://127.0.0.1:port} */
    public String baseUrl() {
        return server.origin();
    }

    /** Faults of HTTP: late, cut, reset and broken answers. */
    public FaultScript httpFaults() {
        return httpFaults;
    }

    /** Faults of runs: death, silence, lost frames, out of memory. */
    public RunFaults runFaults() {
        return runFaults;
    }

    public Journal journal() {
        return journal;
    }

    /** The disk: survives a death, but for {@code temp}. */
    public FileStore files() {
        return files;
    }

    /** As kill -9. The port stays bound, but whoever connects is cut off until the server is back. */
    public void kill(Duration downFor) {
        onLoop(() -> {
            killNow(downFor);
            return true;
        });
    }

    /** While true, no socket gets anything: what one reader that has stopped does to all. */
    public void stall(boolean now) {
        onLoop(() -> {
            process.sockets.stall(now);
            return true;
        });
    }

    /** Breaks every WebSocket; what runs goes on. */
    public void disconnect() {
        onLoop(() -> {
            process.sockets.disconnect();
            return true;
        });
    }

    /** Jobs that wait or run. */
    public int remaining() {
        return onLoop(() -> process.worker.remaining());
    }

    public int openSockets() {
        return onLoop(() -> process.sockets.count());
    }

    void killNow(Duration downFor) {
        process.die();
        down = true;
        connections.forEach(connection -> connection.channel().close());
        process = begin();
        if (downFor.isZero()) {
            down = false;
        } else {
            server.vertx().setTimer(downFor.toMillis(), timer -> down = false);
        }
    }

    private <T> T onLoop(Supplier<T> work) {
        var result = new CompletableFuture<T>();
        server.vertx().runOnContext(nothing -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        server.close();
    }
}
