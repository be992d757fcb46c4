package io.trestle.local.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Programs that start and stop together: engines and simulators first, services last, and the other way round at the end.
 *
 * <p>Each is a process that is watched, and started again when it dies. {@link Tether} ends those that begin in it when this JVM is killed.
 */
public final class Supervisor implements AutoCloseable {
    /** A first start on a slow, busy machine. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    /** Starting is work for the processor: five services at once on two cores take a third longer than two at a time. */
    private static final int STARTING_AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final RunDirectory run;
    private final Console console;
    private final Map<String, SupervisedProcess> processes = new LinkedHashMap<>();
    private boolean closed;

    /** @param restartDead whether a process that dies is started again */
    public Supervisor(List<Program> programs, RunDirectory run, boolean restartDead, Console console) {
        this.run = run;
        this.console = console;
        for (var program : programs) {
            processes.put(program.name(), new SupervisedProcess(program, run, restartDead, console));
        }
    }

    /**
     * Ends what an earlier launcher left running, and forgets all records.
     *
     * @throws StackFailure that names every port that is taken by somebody else
     */
    public void makeRoom() {
        var stopped = Leftovers.stop(run);
        if (!stopped.isEmpty()) {
            console.line("  stopped what an earlier launcher left running: " + String.join(", ", stopped));
        }
        PortHolder.requireFree(processes.values().stream().map(SupervisedProcess::program).toList());
    }

    /**
     * Starts everything and waits until it is ready.
     *
     * @param whenReady what a program needs once it runs and before the next tier comes, such as a database on its server
     * @throws StackFailure with a message for a person; nothing is left running then
     */
    public void startAll(Consumer<Program> whenReady) {
        try {
            startTier(whenReady, Tier.ENGINE, Tier.SIMULATOR);
            startTier(whenReady, Tier.SERVICE);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Names of all processes, in start order. */
    public List<String> names() {
        return List.copyOf(processes.keySet());
    }

    public Program program(String name) {
        return process(name).program();
    }

    /** 0 while it does not run. */
    public long pid(String name) {
        return process(name).pid();
    }

    /** The file that has what it prints. */
    public Path log(String name) {
        return process(name).log().path();
    }

    /** Kill -9. It is started again, unless the supervisor does not do that. */
    public void kill(String name) {
        process(name).kill();
    }

    /** A signal to a process and all that it started: {@code STOP} or {@code CONT}. */
    public void signal(String signal, String name) {
        process(name).signal(signal);
    }

    /** Stops it in good order; it stays down until {@link #start(String)}. */
    public void stop(String name) {
        process(name).stop(Leftovers.GRACE);
    }

    /** Starts what is down; returns at once. */
    public void start(String name) {
        process(name).start();
    }

    /** Waits until it is ready, after a kill too. */
    public void awaitReady(String name) {
        process(name).awaitReady(READY_LIMIT);
    }

    /** Stops everything: services, simulators, engines. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (var tier : List.of(Tier.SERVICE, Tier.SIMULATOR, Tier.ENGINE)) {
            var stopping = new ArrayList<CompletableFuture<Void>>();
            processes.values().stream().filter(process -> process.program().tier() == tier)
                    .forEach(process -> stopping
                            .add(CompletableFuture.runAsync(() -> process.stop(Leftovers.GRACE), Supervisor::inNewThread)));
            CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new)).join();
        }
    }

    private void startTier(Consumer<Program> whenReady, Tier... tiers) {
        var slots = new Semaphore(STARTING_AT_ONCE);
        var starting = processes.values().stream().filter(process -> List.of(tiers).contains(process.program().tier()))
                .map(process -> CompletableFuture.runAsync(() -> startOne(process, slots, whenReady), Supervisor::inNewThread)).toList();
        var firstFailure = new CompletableFuture<Void>();
        starting.forEach(one -> one.exceptionally(failure -> {
            firstFailure.completeExceptionally(failure);
            return null;
        }));
        try {
            CompletableFuture.anyOf(firstFailure, CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new))).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private void startOne(SupervisedProcess process, Semaphore slots, Consumer<Program> whenReady) {
        slots.acquireUninterruptibly();
        try {
            var begin = System.nanoTime();
            process.log().rotate();
            startUnlessClosed(process);
            process.awaitReady(READY_LIMIT);
            var program = process.program();
            whenReady.accept(program);
            console.done(program.name(), program.address().toString(), Duration.ofNanos(System.nanoTime() - begin));
        } finally {
            slots.release();
        }
    }

    /** One that waited for its turn must not begin when another's failure has stopped everything. */
    private synchronized void startUnlessClosed(SupervisedProcess process) {
        if (closed) {
            throw new StackFailure("stopped before " + process.program().name() + " was started");
        }
        process.start();
    }

    private SupervisedProcess process(String name) {
        var process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("No process is called " + name + "; there are " + String.join(", ", processes.keySet()));
        }
        return process;
    }

    private static void inNewThread(Runnable task) {
        var thread = new Thread(task, "stack");
        thread.setDaemon(true);
        thread.start();
    }
}
