package io.trestle.simulators.comfyui.run;

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.comfyui.graph.Graph;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A prompt that was accepted.
 *
 * @param number lower ones run first
 * @param createdAt milliseconds since 1970
 */
public record QueuedPrompt(Number number, String id, Graph graph, JsonObject extraData, List<String> outputs, long createdAt) {

    /** Ties are broken by the text of the id, not by arrival. */
    static final Comparator<QueuedPrompt> ORDER = Comparator.comparingDouble((QueuedPrompt prompt) -> prompt.number.doubleValue())
            .thenComparing(QueuedPrompt::id);

    public @Nullable String clientId() {
        return extraData.getString("client_id");
    }

    /** The five elements that {@code /queue} and {@code /history} show. */
    public JsonArray toJson() {
        return JsonArray.of(number, id, graph.json(), extraData, new JsonArray(List.copyOf(outputs)));
    }
}
