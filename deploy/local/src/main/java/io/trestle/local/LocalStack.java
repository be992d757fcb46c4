package io.trestle.local;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The running suite: PostgreSQL, Kafka, simulators and services, each a process that is supervised.
 *
 * <p>{@link #start(LocalStackConfig)} returns when everything is ready; {@link #close()} stops everything in order. If this JVM is killed, its
 * processes end by themselves.
 */
public final class LocalStack implements AutoCloseable {
    /** A first start on a slow, busy machine. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);

    private final LocalStackConfig config;
    private final StackData data;
    private final StackSecrets secrets;
    private final CloudflareUpstream cloudflare;
    private final RunDirectory run;
    private final ClassArchives archives = ClassArchives.fromSystemProperties();
    private final Map<String, SupervisedProcess> processes = new LinkedHashMap<>();
    private final Thread closeAtExit = new Thread(this::stopAll, "close-stack");
    private boolean closed;

    private LocalStack(LocalStackConfig config, StackData data) {
        this.config = config;
        this.data = data;
        this.run = RunDirectory.in(config.data());
        this.cloudflare = CloudflareUpstream.of(config);
        this.secrets = StackSecrets.in(config.data(), new SecureRandom());
        for (var program : new Programs(config, secrets, cloudflare, archives).all()) {
            processes.put(program.name(), new SupervisedProcess(program, run, config.restartDead(), config.console()));
        }
    }

    /**
     * Starts everything and waits until it is ready.
     *
     * @throws StackFailure with a message for a person; nothing is left running then
     */
    public static LocalStack start(LocalStackConfig config) {
        var data = StackData.open(config.data()).orElseThrow(() -> new StackFailure("A stack is running on " + config.data() + " already"));
        return start(config, data);
    }

    /** The same, on a directory that the caller has opened; the stack closes it. */
    static LocalStack start(LocalStackConfig config, StackData data) {
        try {
            var run = RunDirectory.in(config.data());
            var stopped = Leftovers.stop(run);
            if (!stopped.isEmpty()) {
                config.console().line("  stopped what an earlier launcher left running: " + String.join(", ", stopped));
            }
            var stack = new LocalStack(config, data);
            PortHolder.requireFree(stack.processes.values().stream().map(SupervisedProcess::program).toList());
            stack.startAll();
            return stack;
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Names of all processes, in start order. */
    public List<String> names() {
        return List.copyOf(processes.keySet());
    }

    /** Where a process is used. */
    public URI url(String name) {
        return process(name).program().address();
    }

    /** 0 while it does not run. */
    public long pid(String name) {
        return process(name).pid();
    }

    /** The file that has what it prints. */
    public Path log(String name) {
        return process(name).log().path();
    }

    /** API key of tenant {@code local}. */
    public String apiKey() {
        return secrets.localKey();
    }

    /** API key of the operator. */
    public String operatorKey() {
        return secrets.operatorKey();
    }

    /** Kill -9. The supervisor starts it again, unless the stack was configured without restarts. */
    public void kill(String name) {
        process(name).kill();
    }

    /** SIGSTOP: it keeps its memory and its connections, and does nothing. */
    public void pause(String name) {
        process(name).signal("STOP");
    }

    /** SIGCONT after {@link #pause(String)}. */
    public void resume(String name) {
        process(name).signal("CONT");
    }

    /** SIGTERM, then a new start; returns when it is ready again. */
    public void restart(String name) {
        process(name).stop(Leftovers.GRACE);
        start(name);
        awaitReady(name);
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

    /** Makes the next start of this build faster, in the background. */
    void speedUpNextStart() {
        inNewThread(archives::makeMissing);
    }

    LocalStackConfig config() {
        return config;
    }

    CloudflareUpstream cloudflare() {
        return cloudflare;
    }

    /** Stops everything: services, simulators, engines. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException exiting) {
            // then it runs already
        }
        stopAll();
    }

    private void startAll() {
        Runtime.getRuntime().addShutdownHook(closeAtExit);
        recordLauncher(RunRecord.State.STARTING);
        try {
            startTier(Tier.ENGINE, Tier.SIMULATOR);
            startTier(Tier.SERVICE);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        recordLauncher(RunRecord.State.READY);
    }

    private void startTier(Tier... tiers) {
        var starting = processes.values().stream().filter(process -> List.of(tiers).contains(process.program().tier()))
                .map(process -> CompletableFuture.runAsync(() -> startOne(process), LocalStack::inNewThread)).toList();
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

    private void startOne(SupervisedProcess process) {
        var begin = System.nanoTime();
        process.log().rotate();
        process.start();
        process.awaitReady(READY_LIMIT);
        prepare(process.program());
        config.console().done(process.program().name(), process.program().address().toString(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /** What has to be in an engine before the services come. */
    private void prepare(Program program) {
        switch (program.name()) {
            case Programs.POSTGRES -> Databases.provision(config, secrets);
            case Programs.KAFKA -> KafkaTopics.register("127.0.0.1:" + config.port(Programs.KAFKA_PORT));
            default -> {
                // nothing
            }
        }
    }

    private synchronized void stopAll() {
        if (closed) {
            return;
        }
        closed = true;
        archives.close();
        for (var tier : List.of(Tier.SERVICE, Tier.SIMULATOR, Tier.ENGINE)) {
            var stopping = new ArrayList<CompletableFuture<Void>>();
            processes.values().stream().filter(process -> process.program().tier() == tier)
                    .forEach(process -> stopping
                            .add(CompletableFuture.runAsync(() -> process.stop(Leftovers.GRACE), LocalStack::inNewThread)));
            CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new)).join();
        }
        run.forget(LauncherRecord.NAME);
        data.close();
    }

    private void recordLauncher(RunRecord.State state) {
        LauncherRecord.write(run, state, config.portOffset());
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
