package io.trestle.simulators.dbc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The faults that wait for their calls, in the order they were added. Safe to use from any thread. */
public final class NodeFaults {

    private final List<Line> lines = new ArrayList<>();

    public synchronized NodeFaults add(NodeFault fault) {
        lines.add(new Line(fault));
        return this;
    }

    public synchronized void clear() {
        lines.clear();
    }

    /** Whether every line has hit all the calls it was meant for. */
    public synchronized boolean isSpent() {
        return lines.stream().allMatch(line -> line.hit >= line.fault.times());
    }

    /** The fault that this call meets, or null. Counts the call. */
    synchronized @Nullable NodeFault next(Operation operation) {
        for (var line : lines) {
            if (line.fault.concerns(operation) && line.hit < line.fault.times() && line.seen++ >= line.fault.after()) {
                line.hit++;
                return line.fault;
            }
        }
        return null;
    }

    private static final class Line {

        private final NodeFault fault;
        private int seen;
        private int hit;

        Line(NodeFault fault) {
            this.fault = fault;
        }
    }
}
