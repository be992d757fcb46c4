package io.trestle.dbc.rules;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** All ports of the host that one VM takes; the node itself never compares them with each other. */
public final class PortPlan {

    private final List<Taken> taken = new ArrayList<>();

    /** What already has one of these ports, in words; null where nothing has, and then they are taken. */
    public @Nullable String take(PortRule rule, String name) {
        for (var other : taken) {
            if (other.rule.overlaps(rule)) {
                return other.name;
            }
        }
        taken.add(new Taken(rule, name));
        return null;
    }

    /** A login or VNC port: tcp. */
    public @Nullable String take(int port, String name) {
        var range = PortRange.single(port);
        return take(new PortRule("tcp", range, range), name);
    }

    public List<PortRule> rules() {
        return taken.stream().map(Taken::rule).toList();
    }

    private record Taken(PortRule rule, String name) {
    }
}
