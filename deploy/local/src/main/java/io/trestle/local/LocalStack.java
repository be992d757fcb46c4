package io.trestle.local;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

import io.trestle.local.suite.ClassArchives;
import io.trestle.local.suite.CloudflareUpstream;
import io.trestle.local.suite.Databases;
import io.trestle.local.suite.KafkaTopics;
import io.trestle.local.suite.Programs;
import io.trestle.local.suite.SampleModels;
import io.trestle.local.suite.StackSecrets;
import io.trestle.local.supervision.LauncherRecord;
import io.trestle.local.supervision.Program;
import io.trestle.local.supervision.RunDirectory;
import io.trestle.local.supervision.RunRecord;
import io.trestle.local.supervision.StackFailure;
import io.trestle.local.supervision.Supervisor;

/**
 * The running suite: PostgreSQL, Kafka, simulators and services, each a process that is supervised.
 *
 * <p>{@link #start(LocalStackConfig)} returns when everything is ready; {@link #close()} stops everything in order. If this JVM is killed, its
 * processes end by themselves.
 */
public final class LocalStack implements AutoCloseable {
    /** After it nothing of the start runs any more, and the classes that the first job has loaded are in the lists. */
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private final LocalStackConfig config;
    private final StackData data;
    private final StackSecrets secrets;
    private final CloudflareUpstream cloudflare;
    private final RunDirectory run;
    private final ClassArchives archives = ClassArchives.fromSystemProperties();
    private final Supervisor supervisor;
    private final Thread closeAtExit = new Thread(this::stopAll, "close-stack");
    private boolean closed;

    private LocalStack(LocalStackConfig config, StackData data) {
        this.config = config;
        this.data = data;
        this.run = RunDirectory.in(config.data());
        this.cloudflare = CloudflareUpstream.of(config);
        this.secrets = StackSecrets.in(config.data(), new SecureRandom());
        SampleModels.in(config);
        var programs = new Programs(config, secrets, cloudflare, archives).all();
        this.supervisor = new Supervisor(programs, run, config.restartDead(), config.console());
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
            var stack = new LocalStack(config, data);
            stack.startAll();
            return stack;
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Names of all processes, in start order. */
    public List<String> names() {
        return supervisor.names();
    }

    /** Where a process is used. */
    public URI url(String name) {
        return supervisor.program(name).address();
    }

    /** 0 while it does not run. */
    public long pid(String name) {
        return supervisor.pid(name);
    }

    /** The file that has what it prints. */
    public Path log(String name) {
        return supervisor.log(name);
    }

    /** The directory that {@code scan_models} may scan. */
    public Path modelRoot() {
        return SampleModels.in(config);
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
        supervisor.kill(name);
    }

    /** SIGSTOP: it keeps its memory and its connections, and does nothing. */
    public void pause(String name) {
        supervisor.signal("STOP", name);
    }

    /** SIGCONT after {@link #pause(String)}. */
    public void resume(String name) {
        supervisor.signal("CONT", name);
    }

    /** SIGTERM, then a new start; returns when it is ready again. */
    public void restart(String name) {
        stop(name);
        start(name);
        awaitReady(name);
    }

    /** Stops it in good order; it stays down until {@link #start(String)}. */
    public void stop(String name) {
        supervisor.stop(name);
    }

    /** Starts what is down; returns at once. */
    public void start(String name) {
        supervisor.start(name);
    }

    /** Waits until it is ready, after a kill too. */
    public void awaitReady(String name) {
        supervisor.awaitReady(name);
    }

    /** Makes the next start of this build faster, in the background. */
    void speedUpNextStart() {
        var thread = new Thread(() -> archives.makeMissing(SETTLING), "class-archives");
        thread.setDaemon(true);
        thread.start();
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
        supervisor.makeRoom();
        Runtime.getRuntime().addShutdownHook(closeAtExit);
        LauncherRecord.write(run, RunRecord.State.STARTING, config.portOffset());
        try {
            supervisor.startAll(this::prepare);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        LauncherRecord.write(run, RunRecord.State.READY, config.portOffset());
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
        supervisor.close();
        run.forget(LauncherRecord.NAME);
        data.close();
    }
}
