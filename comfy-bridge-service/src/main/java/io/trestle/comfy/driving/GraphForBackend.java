package io.trestle.comfy.driving;

import java.util.Map;

import io.trestle.comfy.job.Job;
import io.vertx.core.json.JsonObject;

/** The graph of a job as this backend gets it. */
final class GraphForBackend {

    private GraphForBackend() {
    }

    /** @param references what the backend calls the input files, by input key */
    static JsonObject of(Job job, Map<String, String> references) {
        var graph = new JsonObject(job.graph());
        references.forEach((key, reference) -> {
            var slash = key.indexOf('/');
            graph.getJsonObject(key.substring(0, slash)).getJsonObject("inputs").put(key.substring(slash + 1), reference);
        });
        if (job.busted()) {
            bust(graph, job.attempt());
        }
        return graph;
    }

    /** Another prefix makes only the node that saves run again; whatever else is cached stays so. */
    private static void bust(JsonObject graph, int attempt) {
        for (var id : graph.fieldNames()) {
            var inputs = graph.getJsonObject(id).getJsonObject("inputs");
            if (inputs.getValue("filename_prefix") instanceof String prefix) {
                inputs.put("filename_prefix", prefix + "-" + attempt);
            }
        }
    }
}
