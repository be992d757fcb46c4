package io.trestle.local.supervision;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.Signals;

/**
 * One process and its life: started, watched until it is ready, started again with growing pauses when it dies.
 *
 * <p>Each {@link #start()} has a thread of its own, which ends with the process that it has started last. A thread that is still busy with a
 * process that was stopped sees that another life has begun, and changes nothing any more.
 */
final class SupervisedProcess {
    /** How often a starting process is looked at. */
    private static final long POLL_MILLIS = 50;
    /** A process that was in use is wanted back at once; one that dies while it starts gets doubled pauses up to half a minute. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Within it the thread that waits for a killed process has seen its end. */
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private final Program program;
    private final LogFile log;
    private final RunDirectory run;
    private final boolean restartDead;
    private final Console console;

    private @Nullable Process process;
    /** The thread that keeps it running; null while it is not wanted. */
    private @Nullable Thread life;
    private RunRecord.State state = RunRecord.State.STOPPED;
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
        if (life == null) {
            become(RunRecord.State.STARTING);
            life = new Thread(this::live, "supervise " + program.name());
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
            var deadline = System.nanoTime() + SETTLING.toNanos();
            while (state == RunRecord.State.READY && waitUntil(deadline)) {
                // the thread that waits for the process tells us
            }
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
        Process running;
        synchronized (this) {
            life = null;
            running = process;
            notifyAll();
        }
        if (running != null) {
            terminate(running, grace);
        }
        synchronized (this) {
            if (life == null) {
                state = RunRecord.State.STOPPED;
                run.forget(program.name());
                notifyAll();
            }
        }
    }

    /** 0 while it does not run. */
    synchronized long pid() {
        return process == null || !process.isAlive() ? 0 : process.pid();
    }

    private void terminate(Process running, Duration grace) {
        var tree = Signals.tree(running.toHandle()).toList();
        running.destroy();
        // a stopped process takes the signal only when it runs again
        Signals.send("CONT", Stream.of(running.toHandle()));
        try {
            if (!running.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                console.line("  " + program.name() + " did not stop within " + grace.toSeconds() + " s: killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private void live() {
        var pause = FIRST_PAUSE;
        try {
            for (var running = launch(); running != null; running = launch()) {
                var wasReady = awaitReadiness(running);
                if (wasReady) {
                    pause = FIRST_PAUSE;
                }
                running.waitFor();
                if (!afterDeath(pause)) {
                    return;
                }
                pause = wasReady ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null once it was stopped, is another thread's, or cannot be started at all. */
    private synchronized @Nullable Process launch() {
        if (!isMine()) {
            return null;
        }
        log.markStart();
        var builder = new ProcessBuilder(program.command()).directory(run.directory().toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
        builder.environment().putAll(program.environment());
        try {
            var started = builder.start();
            process = started;
            since = System.currentTimeMillis();
            become(RunRecord.State.STARTING);
            return started;
        } catch (IOException e) {
            console.line("  " + program.name() + " cannot be started: " + e.getMessage());
            giveUp();
            return null;
        }
    }

    private boolean awaitReadiness(Process running) throws InterruptedException {
        while (!program.readiness().isReady(log)) {
            if (running.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        synchronized (this) {
            if (isMine()) {
                everReady = true;
                become(RunRecord.State.READY);
            }
        }
        return true;
    }

    /** Whether it shall be started again; pauses before it says so. */
    private synchronized boolean afterDeath(Duration pause) {
        if (!isMine()) {
            return false;
        }
        if (!everReady || !restartDead) {
            giveUp();
            return false;
        }
        console.line(DeathReport.of(program, log, process) + "\n  It is started again.");
        restarts++;
        become(RunRecord.State.RESTARTING);
        var deadline = System.nanoTime() + pause.toNanos();
        while (isMine() && waitUntil(deadline)) {
            // until the pause is over or the stack stops
        }
        return isMine();
    }

    private void giveUp() {
        life = null;
        become(RunRecord.State.STOPPED);
    }

    /** Whether the process is still the calling thread's to look after. */
    private boolean isMine() {
        return Thread.currentThread().equals(life);
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
