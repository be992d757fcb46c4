package io.trestle.simulators.comfyui.run;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.comfyui.ComfySimulatorConfig;
import io.trestle.simulators.comfyui.graph.Catalogue;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** The queue and the one worker thread of a process. */
public final class Worker {

    private final Vertx vertx;
    private final Wire wire;
    private final Catalogue catalogue;
    private final ComfySimulatorConfig config;
    private final RunFaults faults;
    private final Clock clock;
    private final Consumer<Duration> killer;
    private final NodeCache cache = new NodeCache();
    private final ModelMemory models;
    private final History history = new History();
    private final TreeSet<QueuedPrompt> pending = new TreeSet<>(QueuedPrompt.ORDER);
    private @Nullable Run running;
    private boolean unloadAsked;
    private boolean resetAsked;
    private boolean poisoned;
    private boolean dead;

    /** @param killer ends the whole process for a while */
    public Worker(Vertx vertx, Wire wire, Catalogue catalogue, ComfySimulatorConfig config, RunFaults faults, Clock clock,
            Consumer<Duration> killer) {
        this.vertx = vertx;
        this.wire = wire;
        this.catalogue = catalogue;
        this.config = config;
        this.faults = faults;
        this.clock = clock;
        this.killer = killer;
        this.models = new ModelMemory(config.modelLoad(), config.modelsInMemory());
    }

    /** @return false where an equal number and id wait already: ComfyUI's heap then compares two dicts, and fails */
    public boolean put(QueuedPrompt prompt) {
        if (!pending.add(prompt)) {
            return false;
        }
        tellStatus();
        if (running == null) {
            later(Duration.ZERO, this::take);
        }
        return true;
    }

    /** Without effect on a running one. */
    public boolean delete(String id) {
        var removed = pending.removeIf(prompt -> prompt.id().equals(id));
        if (removed) {
            tellStatus();
        }
        return removed;
    }

    public void clear() {
        pending.clear();
        tellStatus();
    }

    /** @param id null for whatever runs */
    public boolean interrupt(@Nullable String id) {
        if (running == null || (id != null && !running.prompt().id().equals(id))) {
            return false;
        }
        running.interrupted = true;
        return true;
    }

    /** Acted on between two runs. */
    public void free(boolean unloadModels, boolean freeMemory) {
        unloadAsked |= unloadModels;
        resetAsked |= freeMemory;
        if (running == null) {
            release();
        }
    }

    public int remaining() {
        return pending.size() + (running == null ? 0 : 1);
    }

    public List<QueuedPrompt> pending() {
        return new ArrayList<>(pending);
    }

    public @Nullable QueuedPrompt running() {
        return running == null ? null : running.prompt();
    }

    public History history() {
        return history;
    }

    /** The node that runs now, where this client's prompt runs. */
    public @Nullable String nodeOf(String sid) {
        return running != null && sid.equals(running.prompt().clientId()) ? running.lastNode : null;
    }

    public static JsonObject status(int remaining) {
        return new JsonObject().put("status", new JsonObject().put("exec_info", new JsonObject().put("queue_remaining", remaining)));
    }

    /** Nothing of this process happens from here on. */
    public void die() {
        dead = true;
    }

    private void take() {
        if (running != null || pending.isEmpty()) {
            return;
        }
        var run = new Run(pending.pollFirst(), this);
        running = run;
        tellStatus();
        run.start();
    }

    /** The run is over; its history is written a moment after its last message. */
    void ended(Run run, String status) {
        run.lastNode = null;
        cache.keepOnly(run.signaturesInUse());
        later(status.equals("success") ? config.historyLag() : Duration.ZERO, () -> {
            history.add(run.prompt().id(), run.entry(status));
            running = null;
            tellStatus();
            var sid = run.prompt().clientId();
            if (sid != null) {
                wire.send(sid, "executing", new JsonObject().put("node", (Object) null).put("prompt_id", run.prompt().id()));
            }
            release();
            take();
        });
    }

    /** The worker thread is dead: the run stays the running one for ever. */
    void halted(Run run) {
        run.lastNode = null;
    }

    private void release() {
        if (unloadAsked || resetAsked) {
            models.clear();
        }
        if (resetAsked) {
            cache.clear();
        }
        unloadAsked = false;
        resetAsked = false;
    }

    private void tellStatus() {
        wire.send(null, "status", status(remaining()));
    }

    void later(Duration delay, Runnable work) {
        Runnable ifAlive = () -> {
            if (!dead) {
                work.run();
            }
        };
        if (delay.toNanos() < 1_000_000) {
            vertx.runOnContext(nothing -> ifAlive.run());
        } else {
            vertx.setTimer(delay.toMillis(), timer -> ifAlive.run());
        }
    }

    void kill(Duration downFor) {
        killer.accept(downFor);
    }

    void poison() {
        poisoned = true;
    }

    boolean isPoisoned() {
        return poisoned;
    }

    Wire wire() {
        return wire;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    RunFaults faults() {
        return faults;
    }

    Clock clock() {
        return clock;
    }

    NodeCache cache() {
        return cache;
    }

    ModelMemory models() {
        return models;
    }
}
