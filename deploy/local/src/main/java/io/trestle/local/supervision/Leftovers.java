package io.trestle.local.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.trestle.engines.process.Signals;

/** Processes that outlived their launcher, known by their records. A process that merely has the same number is left alone. */
public final class Leftovers {
    /** The services' drain (20 s) and a little. */
    public static final Duration GRACE = Duration.ofSeconds(25);

    private Leftovers() {
    }

    /** Ends all of them, services first, and forgets their records. Returns the names of those that still ran. */
    public static List<String> stop(RunDirectory run) {
        var records = RunRecord.readAll(run.directory());
        var stopped = new ArrayList<String>();
        for (var tier : List.of(Tier.SERVICE, Tier.SIMULATOR, Tier.ENGINE)) {
            var alive = records.stream().filter(record -> record.tier() == tier && record.identity().isAlive()).toList();
            alive.stream().flatMap(record -> record.identity().handle().stream()).forEach(Leftovers::terminate);
            alive.forEach(record -> finish(record.identity()));
            alive.forEach(record -> stopped.add(record.name()));
        }
        records.forEach(record -> run.forget(record.name()));
        Collections.sort(stopped);
        return stopped;
    }

    private static void terminate(ProcessHandle process) {
        process.destroy();
        // a stopped process takes the signal only when it runs again
        Signals.send("CONT", Signals.tree(process));
    }

    private static void finish(ProcessIdentity identity) {
        identity.handle().ifPresent(process -> {
            var tree = Signals.tree(process).toList();
            awaitEnd(process.onExit(), GRACE);
            // children too: what a killed supervisor leaves
            tree.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(process.onExit(), Duration.ofSeconds(5));
        });
    }

    public static boolean awaitEnd(CompletableFuture<?> end, Duration atMost) {
        try {
            end.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
