package io.trestle.comfy.routing;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What a run is expected to take, from the nearest experience: this backend's, else all backends', else a guess.
 *
 * @param unknownRun and {@code unknownLoad} in milliseconds
 */
record Expectations(List<Seen> seen, double unknownRun, double unknownLoad) {

    record Seen(String workflow, String backend, boolean cold, double millis) {
    }

    /** @param cold whether models must be loaded first */
    double millis(String workflow, String backend, boolean cold) {
        var here = average(one -> one.workflow.equals(workflow) && one.backend.equals(backend) && one.cold == cold);
        if (here.isPresent()) {
            return here.getAsDouble();
        }
        var anywhere = average(one -> one.workflow.equals(workflow) && one.cold == cold);
        if (anywhere.isPresent()) {
            return anywhere.getAsDouble();
        }
        var warm = average(one -> one.workflow.equals(workflow) && !one.cold);
        return warm.orElse(unknownRun) + (cold ? unknownLoad : 0);
    }

    private OptionalDouble average(Predicate<Seen> which) {
        return seen.stream().filter(which).mapToDouble(Seen::millis).average();
    }
}
