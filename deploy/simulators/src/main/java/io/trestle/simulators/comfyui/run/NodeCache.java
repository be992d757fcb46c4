package io.trestle.simulators.comfyui.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.comfyui.graph.Catalogue;
import io.trestle.simulators.comfyui.graph.Graph;
import io.trestle.simulators.comfyui.graph.NodeType.Result;

/**
 * Results of nodes by their content: class, values, and all that lies behind their links. Node ids do not matter. Keeps what the latest
 * prompt has nodes for.
 */
final class NodeCache {

    private final Map<String, Result> results = new HashMap<>();

    static String signature(Graph graph, String id, Catalogue catalogue) {
        var inputs = graph.node(id).getJsonObject("inputs");
        var text = new StringBuilder(graph.classOf(id)).append(catalogue.changeMark(graph.classOf(id), inputs));
        inputs.stream().sorted(Map.Entry.comparingByKey()).forEach(input -> {
            var link = Graph.link(input.getValue());
            text.append('|').append(input.getKey()).append('=')
                    .append(link != null && graph.has(link.node())
                            ? link.slot() + "@" + signature(graph, link.node(), catalogue)
                            : input.getValue());
        });
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable
    Result find(String signature) {
        return results.get(signature);
    }

    void put(String signature, Result result) {
        results.put(signature, result);
    }

    void keepOnly(Collection<String> signatures) {
        results.keySet().retainAll(signatures);
    }

    void clear() {
        results.clear();
    }
}
