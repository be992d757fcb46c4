package io.trestle.simulators;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;

/** The faults that wait for their requests. Lines are tried in the order they were added; the first that hits wins, but all count. */
public final class FaultScript {

    private final List<Line> lines = new CopyOnWriteArrayList<>();

    public FaultScript add(Fault fault) {
        lines.add(new Line(fault));
        return this;
    }

    public void clear() {
        lines.clear();
    }

    /** Whether every line that is bound to a number of requests has hit them all: a test can assert that its fault happened. */
    public boolean isSpent() {
        return lines.stream().allMatch(Line::isSpent);
    }

    /** The fault that this request meets, or null. Counts the request. */
    synchronized @Nullable Fault next(String method, String path) {
        Fault hit = null;
        for (var line : lines) {
            if (line.fault.concerns(method, path) && line.hits() && hit == null) {
                hit = line.fault;
                line.struck++;
            }
        }
        return hit;
    }

    /** The lines with the number of requests that each has seen and struck. */
    synchronized JsonArray toJson() {
        var all = new JsonArray();
        lines.forEach(line -> all.add(line.fault.toJson().put("seen", line.seen).put("struck", line.struck)));
        return all;
    }

    private static final class Line {

        final Fault fault;
        final Random dice;
        int seen;
        int struck;

        Line(Fault fault) {
            this.fault = fault;
            this.dice = new Random(fault.seed());
        }

        boolean hits() {
            seen++;
            var inRange = seen >= fault.nth() && (long) seen < (long) fault.nth() + fault.times();
            return inRange && (fault.probability() >= 1 || dice.nextDouble() < fault.probability());
        }

        boolean isSpent() {
            return fault.times() == Integer.MAX_VALUE || (long) seen >= (long) fault.nth() + fault.times() - 1;
        }
    }
}
