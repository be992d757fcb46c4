package io.trestle.gateway.proxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** Everything that is under way on one event loop. One look a second at all of it costs less than a timer for each. */
final class InFlight {

    /** Something that may take too long. */
    interface Watched {
        /** @param now of {@link System#nanoTime} */
        void check(long now);
    }

    private final Set<Watched> all = new HashSet<>();

    void add(Watched one) {
        all.add(one);
    }

    boolean remove(Watched one) {
        return all.remove(one);
    }

    int size() {
        return all.size();
    }

    void check() {
        var now = System.nanoTime();
        // A copy: what is ended here leaves the set.
        for (var one : new ArrayList<>(all)) {
            one.check(now);
        }
    }
}
