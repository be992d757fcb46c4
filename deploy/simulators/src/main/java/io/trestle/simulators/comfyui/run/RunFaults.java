package io.trestle.simulators.comfyui.run;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;

/** The faults that wait for their frames; the first that hits wins, all count. Outlives the process that it kills. */
public final class RunFaults {

    private final List<RunFault> lines = new ArrayList<>();
    private final List<Integer> seen = new ArrayList<>();

    public synchronized RunFaults add(RunFault fault) {
        lines.add(fault);
        seen.add(0);
        return this;
    }

    public synchronized void clear() {
        lines.clear();
        seen.clear();
    }

    /** Whether every line has hit what it was to hit. */
    public synchronized boolean isSpent() {
        for (var i = 0; i < lines.size(); i++) {
            if (seen.get(i) < lines.get(i).nth() + lines.get(i).times() - 1) {
                return false;
            }
        }
        return true;
    }

    synchronized @Nullable RunFault next(String frame) {
        RunFault hit = null;
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.frame().matcher(frame).matches()) {
                var count = seen.get(i) + 1;
                seen.set(i, count);
                if (hit == null && count >= line.nth() && count < line.nth() + line.times()) {
                    hit = line;
                }
            }
        }
        return hit;
    }

    public synchronized JsonArray toJson() {
        var all = new JsonArray();
        for (var i = 0; i < lines.size(); i++) {
            all.add(lines.get(i).toJson().put("seen", seen.get(i)));
        }
        return all;
    }
}
