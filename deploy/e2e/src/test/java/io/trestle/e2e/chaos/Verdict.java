package io.trestle.e2e.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.trestle.e2e.chaos.surface.Invariant;

/** Whether the promises hold, once everything had the time to come to its end. */
final class Verdict {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final List<Invariant> invariants;
    /** What broke once is told once. */
    private final Set<String> known = new LinkedHashSet<>();

    Verdict(List<Invariant> invariants) {
        this.invariants = invariants;
    }

    /** Waits until nothing is broken or the patience is used up; returns what is broken and was not before. */
    List<String> settle() throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var breaches = look();
        while (!known.containsAll(breaches) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            breaches = look();
        }
        return breaches.stream().filter(known::add).toList();
    }

    private List<String> look() throws InterruptedException {
        var all = new ArrayList<String>();
        for (var invariant : invariants) {
            try {
                all.addAll(invariant.breaches());
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                all.add(invariant.getClass().getSimpleName() + " cannot be looked at: " + e);
            }
        }
        return all;
    }
}
