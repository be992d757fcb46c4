package io.trestle.local;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.Signals;

/** One process and its life: started, watched until it is ready, started again with growing pauses when it dies. */
final class SupervisedProcess {
    /** How often a starting process is looked at. */
    private static final long POLL_MILLIS = 50;
    /** A process that was in use is wanted back at once; one that dies while it starts gets doubled pauses up to half a minute. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Program program;
    private final LogFile log;
    private final RunDirectory run;
    private final boolean restartDead;
    private final Console console;

    private @Nullable Process process;
    private RunRecord.State state = RunRecord.State.STOPPED;
    private boolean wanted;
    private boolean everReady;
    private int restarts;
    private long since;

    SupervisedProcess(Program program, RunDirectory run, boolean restartDead, Console console) {
        this.program = program;
        this.log = run.log(program.name());
        this.run = run;
        this.restartDead = restartDead;
        this.console = console;
    }

    Program program() {
        return program;
    }

    LogFile log() {
        return log;
    }

    /** Starts it unless it runs; returns at once. */
    synchronized void start() {
        if (!wanted) {
            wanted = true;
            become(RunRecord.State.STARTING);
            var life = new Thread(this::live, program.name());
            life.setDaemon(true);
            life.start();
        }
    }

    /** Waits until it is ready; fails when it is not in time, or will not be any more. */
    synchronized void awaitReady(Duration atMost) {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (state != RunRecord.State.READY) {
            if (state == RunRecord.State.STOPPED) {
                throw new StackFailure(DeathReport.of(program, log, process));
            }
            if (!waitUntil(deadline)) {
                throw new StackFailure(DeathReport.notReady(program, log, atMost));
            }
        }
    }

    /** Kill -9 of it and of all that it started. */
    synchronized void kill() {
        if (process != null) {
            Signals.tree(process.toHandle()).toList().forEach(ProcessHandle::destroyForcibly);
            settle(RunRecord.State.READY);
        }
    }

    /** SIGSTOP or SIGCONT for it and all that it started. */
    synchronized void signal(String name) {
        if (process != null) {
            Signals.send(name, Signals.tree(process.toHandle()));
        }
    }

    /** Ends it in good order, by force when that takes longer than the grace, and waits for the end. */
    void stop(Duration grace) {
        synchronized (this) {
            wanted = false;
            notifyAll();
        }
        terminate(grace);
        synchronized (this) {
            state = RunRecord.State.STOPPED;
            run.forget(program.name());
            notifyAll();
        }
    }

    synchronized long pid() {
        return process == null || !process.isAlive() ? 0 : process.pid();
    }

    private void terminate(Duration grace) {
        Process current;
        synchronized (this) {
            current = process;
        }
        if (current == null) {
            return;
        }
        var tree = Signals.tree(current.toHandle()).toList();
        current.destroy();
        // a stopped process takes the signal only when it runs again
        Signals.send("CONT", Stream.of(current.toHandle()));
        try {
            if (!current.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                console.line("  " + program.name() + " did not stop within " + grace.toSeconds() + " s: killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private void live() {
        var pause = FIRST_PAUSE;
        while (isWanted()) {
            if (!launch()) {
                return;
            }
            var wasReady = awaitReadiness();
            if (wasReady) {
                pause = FIRST_PAUSE;
            }
            waitForEnd();
            if (!afterDeath(pause)) {
                return;
            }
            pause = wasReady ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private synchronized boolean isWanted() {
        return wanted;
    }

    private synchronized boolean launch() {
        log.markStart();
        var builder = new ProcessBuilder(program.command()).directory(run.directory().toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.path().toString())));
        builder.environment().putAll(program.environment());
        try {
            process = builder.start();
            since = System.currentTimeMillis();
        } catch (IOException e) {
            console.line("  " + program.name() + " cannot be started: " + e.getMessage());
            wanted = false;
            become(RunRecord.State.STOPPED);
            return false;
        }
        become(RunRecord.State.STARTING);
        return true;
    }

    private boolean awaitReadiness() {
        var current = current();
        try {
            while (!program.readiness().isReady(log)) {
                if (current.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        synchronized (this) {
            everReady = true;
            if (wanted) {
                become(RunRecord.State.READY);
            }
        }
        return true;
    }

    private void waitForEnd() {
        try {
            current().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it shall be started again; pauses before it says so. */
    private synchronized boolean afterDeath(Duration pause) {
        if (!wanted) {
            return false;
        }
        if (!everReady || !restartDead) {
            wanted = false;
            become(RunRecord.State.STOPPED);
            return false;
        }
        console.line(DeathReport.of(program, log, process) + "\n  It is started again.");
        restarts++;
        become(RunRecord.State.RESTARTING);
        var deadline = System.nanoTime() + pause.toNanos();
        while (wanted && waitUntil(deadline)) {
            // until the pause is over or the stack stops
        }
        return wanted;
    }

    private synchronized Process current() {
        return java.util.Objects.requireNonNull(process);
    }

    private synchronized void settle(RunRecord.State left) {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (state == left && waitUntil(deadline)) {
            // the thread that waits for the process tells us
        }
    }

    /** False when the deadline has passed. */
    private boolean waitUntil(long deadline) {
        var left = deadline - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void become(RunRecord.State next) {
        state = next;
        run.record(program, process, next, since, restarts);
        notifyAll();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
