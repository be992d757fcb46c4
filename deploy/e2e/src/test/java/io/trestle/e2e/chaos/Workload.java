package io.trestle.e2e.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.trestle.e2e.chaos.surface.Patient;
import io.trestle.e2e.chaos.surface.Surface;

/** Clients of all surfaces, all the time between {@link #begin()} and {@link #finish()}. */
final class Workload {

    private final List<Surface> surfaces;
    private final Patient client;
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Workload(List<Surface> surfaces, Patient client) {
        this.surfaces = surfaces;
        this.client = client;
    }

    void begin() {
        ending.set(false);
        client.faultsBegin();
        for (var surface : surfaces) {
            for (var i = 0; i < surface.clients(); i++) {
                var thread = new Thread(() -> use(surface), surface.name());
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        }
    }

    /** Begins nothing any more, and waits until everybody has the answer that was waited for; returns what nobody was given. */
    List<String> finish() throws InterruptedException {
        ending.set(true);
        client.faultsAreOver();
        for (var thread : threads) {
            thread.join();
        }
        threads.clear();
        var all = List.copyOf(failures);
        failures.clear();
        return all;
    }

    Map<String, Integer> acknowledged() {
        return surfaces.stream().collect(Collectors.toMap(Surface::name, Surface::acknowledged));
    }

    private void use(Surface surface) {
        try {
            while (!ending.get()) {
                item(surface);
                TimeUnit.MILLISECONDS.sleep(surface.pause().toMillis());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void item(Surface surface) throws InterruptedException {
        try {
            surface.item();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failures.add(surface.name() + ": " + e);
        }
    }
}
