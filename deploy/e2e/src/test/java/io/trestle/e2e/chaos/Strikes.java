package io.trestle.e2e.chaos;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.trestle.e2e.CloudflareControl;
import io.trestle.e2e.chaos.Fault.Kind;
import io.trestle.e2e.chaos.line.LineFault;

/** Carries faults out, and counts them. */
final class Strikes {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration DELAY = Duration.ofMillis(200);
    /** In the middle of a larger answer, after some smaller ones. */
    private static final long BYTES = 3_000;

    private final ChaosStack stack;
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    Strikes(ChaosStack stack) {
        this.stack = stack;
    }

    /** How many there were of each kind. */
    Map<Kind, Integer> counts() {
        return counts;
    }

    /** Returns when all of them are over, and every process is ready. */
    void carryOut(List<Fault> faults) {
        faults.forEach(fault -> counts.merge(fault.kind(), 1, Integer::sum));
        var begin = System.nanoTime();
        var all = faults.stream().map(fault -> CompletableFuture.runAsync(() -> carryOut(fault, begin), Strikes::inNewThread)).toList();
        all.forEach(CompletableFuture::join);
        stack.awaitReady();
    }

    private void carryOut(Fault fault, long begin) {
        try {
            TimeUnit.NANOSECONDS.sleep(begin + fault.after().toNanos() - System.nanoTime());
            begin(fault);
            if (fault.kind() != Kind.KILL) {
                TimeUnit.MILLISECONDS.sleep(fault.lasts().toMillis());
                end(fault);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void begin(Fault fault) {
        switch (fault.kind()) {
            case KILL -> stack.kill(fault.target());
            case PAUSE -> stack.pause(fault.target());
            case DELAY -> stack.line(fault.target()).fail(LineFault.delay(DELAY));
            case RESET -> stack.line(fault.target()).fail(LineFault.RESET);
            case HALF_OPEN -> stack.line(fault.target()).fail(LineFault.HALF_OPEN);
            case TRUNCATE -> stack.line(fault.target()).fail(LineFault.TRUNCATE);
            case BLACK_HOLE -> stack.line(fault.target()).fail(LineFault.BLACK_HOLE);
            case CUT -> stack.line(fault.target()).fail(LineFault.cutAfter(BYTES));
            case TOO_MANY_REQUESTS -> cloudflare("{\"kind\":\"TOO_MANY_REQUESTS\",\"retryAfter\":\"PT2S\",\"probability\":0.5,\"seed\":1}");
            case SERVER_ERROR -> cloudflare("{\"kind\":\"ERROR_PAGE\",\"status\":500,\"probability\":0.5,\"seed\":1}");
            case RESET_AFTER_EFFECT -> cloudflare("{\"kind\":\"RESET\",\"timing\":\"AFTER_EFFECT\",\"probability\":0.5,\"seed\":1}");
        }
    }

    private void end(Fault fault) {
        switch (fault.kind()) {
            case PAUSE -> stack.resume(fault.target());
            case TOO_MANY_REQUESTS, SERVER_ERROR, RESET_AFTER_EFFECT -> asSoonAsItListens(CloudflareControl::clear);
            default -> stack.line(fault.target()).heal();
        }
    }

    private void cloudflare(String line) {
        asSoonAsItListens(control -> control.add(line));
    }

    /** The simulator may be paused or dead just now. */
    private void asSoonAsItListens(Consumer<CloudflareControl> work) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).ignoreExceptions().until(() -> {
            work.accept(new CloudflareControl(stack.direct(ChaosStack.CLOUDFLARE)));
            return true;
        });
    }

    private static void inNewThread(Runnable work) {
        var thread = new Thread(work, "fault");
        thread.setDaemon(true);
        thread.start();
    }
}
