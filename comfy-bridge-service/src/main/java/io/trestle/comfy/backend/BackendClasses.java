package io.trestle.comfy.backend;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.workflow.NodeClasses;
import io.vertx.core.json.JsonObject;

/** The node classes of the backends that this replica has heard of. Empty after a start, filled as backends are met. */
@ApplicationScoped
public class BackendClasses {

    private final Map<String, NodeClasses> byBackend = new ConcurrentHashMap<>();

    public void met(String backendId, NodeClasses classes) {
        byBackend.put(backendId, classes);
    }

    /** It is driven no more, or by another replica. */
    public void forget(String backendId) {
        byBackend.remove(backendId);
    }

    /** What this backend has against the graph; empty for none, and where nothing is known of it. */
    public List<String> problems(String backendId, JsonObject graph, Set<String> files) {
        var classes = byBackend.get(backendId);
        return classes == null ? List.of() : classes.problems(graph, files);
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
