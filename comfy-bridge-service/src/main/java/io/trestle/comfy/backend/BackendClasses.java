package io.trestle.comfy.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.workflow.NodeClasses;
import io.vertx.core.json.JsonObject;

/** The node classes of the backends that this replica has heard of. Empty after a start, filled as backends are met. */
@ApplicationScoped
public class BackendClasses {

    /** Jobs that are remembered for each set of classes: as many as wait in a long queue. */
    private static final int REMEMBERED = 5000;

    /** A set of classes, which many backends may share, and which jobs it could run. */
    private static final class Known {

        final JsonObject info;
        final NodeClasses classes;
        final Map<String, Boolean> fits = Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        });

        Known(JsonObject info) {
            this.info = info;
            this.classes = new NodeClasses(info);
        }
    }

    private final Map<String, Known> byBackend = new ConcurrentHashMap<>();
    private final AtomicInteger version = new AtomicInteger();

    /** @param objectInfo as the server gives it */
    public void met(String backendId, JsonObject objectInfo) {
        byBackend.put(backendId, byBackend.values().stream().filter(known -> known.info.equals(objectInfo)).findAny()
                .orElseGet(() -> new Known(objectInfo)));
        version.incrementAndGet();
    }

    /** It is driven no more, or by another replica. */
    public void forget(String backendId) {
        byBackend.remove(backendId);
        version.incrementAndGet();
    }

    /** Another one means that what was said before may not hold any more. */
    public int version() {
        return version.get();
    }

    /**
     * Whether this backend could run the graph of a job; true where nothing is known of it. Remembered: routers ask again and again.
     *
     * @param graph null where it is at hand no more: then only what is remembered counts
     * @return null where nothing is remembered and there is no graph
     */
    public @Nullable Boolean fits(String backendId, String jobId, @Nullable Supplier<JsonObject> graph, Set<String> files) {
        var known = byBackend.get(backendId);
        if (known == null) {
            return true;
        }
        return graph == null
                ? known.fits.get(jobId)
                : known.fits.computeIfAbsent(jobId, id -> known.classes.problems(graph.get(), files).isEmpty());
    }

    /** Why no backend of those known could run the graph, or null where one could or none is known. */
    public @Nullable String refusal(String jobId, JsonObject graph, Set<String> files) {
        List<String> fewest = null;
        for (var known : Set.copyOf(byBackend.values())) {
            var problems = known.classes.problems(graph, files);
            known.fits.put(jobId, problems.isEmpty());
            if (problems.isEmpty()) {
                return null;
            }
            if (fewest == null || problems.size() < fewest.size()) {
                fewest = problems;
            }
        }
        return fewest == null ? null : String.join("; ", fewest);
    }
}
