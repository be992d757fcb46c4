package io.trestle.comfy.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a run is expected to take, from the nearest experience: this backend's, else all backends', else a guess. */
final class Expectations {

    record Seen(String workflow, String backend, boolean cold, double millis) {
    }

    private record Kind(String workflow, boolean cold) {
    }

    private final Map<Kind, Map<String, Double>> byKind = new HashMap<>();
    private final Map<Kind, Double> averages = new HashMap<>();
    private final double unknownRun;
    private final double unknownLoad;

    /** @param unknownRun and {@code unknownLoad} in milliseconds */
    Expectations(List<Seen> seen, double unknownRun, double unknownLoad) {
        this.unknownRun = unknownRun;
        this.unknownLoad = unknownLoad;
        seen.forEach(one -> byKind.computeIfAbsent(new Kind(one.workflow, one.cold), kind -> new HashMap<>()).put(one.backend, one.millis));
        byKind.forEach((kind, millis) -> averages.put(kind,
                millis.values().stream().mapToDouble(Double::doubleValue).average().orElse(unknownRun)));
    }

    /** @param cold whether models must be loaded first */
    double millis(String workflow, String backend, boolean cold) {
        var kind = new Kind(workflow, cold);
        var here = byKind.getOrDefault(kind, Map.of()).get(backend);
        if (here != null) {
            return here;
        }
        var anywhere = averages.get(kind);
        return anywhere != null
                ? anywhere
                : averages.getOrDefault(new Kind(workflow, false), unknownRun) + (cold ? unknownLoad : 0);
    }
}
