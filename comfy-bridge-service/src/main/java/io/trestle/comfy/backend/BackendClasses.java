package io.trestle.comfy.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.workflow.NodeClasses;
import io.vertx.core.json.JsonObject;

/** The node classes of the backends that this replica has heard of. Empty after a start, filled as backends are met. */
@ApplicationScoped
public class BackendClasses {

    /** Jobs that are remembered for each backend: as many as wait in a long queue. */
    private static final int REMEMBERED = 5000;

    private final Map<String, NodeClasses> byBackend = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Boolean>> fits = new ConcurrentHashMap<>();

    public void met(String backendId, NodeClasses classes) {
        byBackend.put(backendId, classes);
        fits.remove(backendId);
    }

    /** It is driven no more, or by another replica. */
    public void forget(String backendId) {
        byBackend.remove(backendId);
        fits.remove(backendId);
    }

    /** Whether this backend could run the graph of a job; true where nothing is known of it. Remembered: routers ask again and again. */
    public boolean fits(String backendId, String jobId, Supplier<JsonObject> graph, Set<String> files) {
        var classes = byBackend.get(backendId);
        return classes == null || fits.computeIfAbsent(backendId, id -> Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        })).computeIfAbsent(jobId, id -> classes.problems(graph.get(), files).isEmpty());
    }

    /** Why no backend of those known could run the graph, or null where one could or none is known. */
    public @Nullable String refusal(JsonObject graph, Set<String> files) {
        List<String> fewest = null;
        for (var classes : byBackend.values()) {
            var problems = classes.problems(graph, files);
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
