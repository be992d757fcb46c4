package io.trestle.comfy.comfyuiapi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;

/**
 * One ComfyUI server. Each method is one call, fails with {@link ComfyRefusal} or {@link ComfyUnavailable}, and never repeats anything on its
 * own: a submitted prompt runs twice when it is submitted twice.
 */
public final class ComfyClient {

    private final ComfyHttp http;

    ComfyClient(ComfyHttp http) {
        this.http = http;
    }

    /**
     * Queues a prompt.
     *
     * @param promptId a lower-case UUID: recent versions take nothing else
     * @param number lower ones run first; equal ones in the order of their ids, not of arrival
     * @return fails with {@link ComfyRefusal} also where the server took it but dropped outputs
     */
    public Uni<Void> submit(JsonObject graph, String promptId, String clientId, double number) {
        var body = new JsonObject().put("prompt", graph).put("prompt_id", promptId).put("client_id", clientId).put("number", number);
        return http.json(HttpMethod.POST, "/prompt", body)
                .invoke(answer -> {
                    var errors = answer.getValue("node_errors");
                    if (errors instanceof JsonObject dropped && !dropped.isEmpty()) {
                        throw new ComfyRefusal(200, Refusals.nodes(dropped));
                    }
                }).replaceWithVoid();
    }

    /** How the run ended, or null: unknown, waiting, running, forgotten, or lost in a restart. */
    public Uni<@Nullable ComfyOutcome> outcome(String promptId) {
        return http.json(HttpMethod.GET, "/history/" + promptId, null)
                .map(answer -> answer.getValue(promptId) instanceof JsonObject entry ? ComfyOutcome.of(entry) : null);
    }

    /** The ids of all prompts that wait or run. The answer holds every graph: not for polling. */
    public Uni<Set<String>> queued() {
        return http.json(HttpMethod.GET, "/queue", null).map(answer -> {
            var ids = new HashSet<String>();
            for (var list : new String[]{"queue_running", "queue_pending"}) {
                for (var entry : answer.getJsonArray(list, new JsonArray())) {
                    if (entry instanceof JsonArray tuple && tuple.size() > 1) {
                        ids.add(String.valueOf(tuple.getValue(1)));
                    }
                }
            }
            return ids;
        });
    }

    /** Jobs that wait or run. The cheapest sign of life. */
    public Uni<Integer> remaining() {
        return http.json(HttpMethod.GET, "/prompt", null)
                .map(answer -> answer.getJsonObject("exec_info", new JsonObject()).getInteger("queue_remaining", 0));
    }

    /**
     * Ends exactly one prompt, waiting or running: atomically where the server can, else by taking it out of the queue and interrupting it by
     * name. A running one stops at its next step.
     */
    public Uni<Void> cancel(String promptId) {
        return http.empty("/api/jobs/" + promptId + "/cancel", new JsonObject())
                .onFailure(ComfyRefusal.class).recoverWithUni(() -> http.empty("/queue",
                        new JsonObject().put("delete", JsonArray.of(promptId)))
                        .chain(() -> http.empty("/interrupt", new JsonObject().put("prompt_id", promptId))));
    }

    /** Unloads models and empties the cache, between two runs. */
    public Uni<Void> free() {
        return http.empty("/free", new JsonObject().put("unload_models", true).put("free_memory", true));
    }

    /** The node classes, by name. */
    public Uni<JsonObject> objectInfo() {
        return http.json(HttpMethod.GET, "/object_info", null);
    }

    public Uni<ComfyHost> host() {
        return http.json(HttpMethod.GET, "/system_stats", null).map(ComfyHost::of);
    }

    /** @return whether the file is there; writes it to the target and ends that, or leaves it alone */
    public Uni<Boolean> download(ComfyFile file, WriteStream<Buffer> target) {
        return http.download("/view?filename=" + encoded(file.name()) + "&subfolder=" + encoded(file.subfolder()) + "&type="
                + encoded(file.type()), target);
    }

    /**
     * Puts an input file onto the server's disk.
     *
     * @param name ASCII only: others come back percent-encoded
     * @return what the server calls it
     */
    public Uni<ComfyFile> upload(String subfolder, String name, String contentType, Buffer content) {
        return http.upload(subfolder, name, contentType, content);
    }

    /** A connection with a client id of its own: an id that is used again goes silent. */
    public Uni<ComfySocket> connect(String clientId) {
        return http.connect(clientId);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What ComfyUI has against a graph, in one line for a person. */
    static final class Refusals {

        private Refusals() {
        }

        static String of(String body) {
            try {
                var answer = new JsonObject(body);
                var error = answer.getJsonObject("error", new JsonObject());
                var nodes = nodes(answer.getJsonObject("node_errors", new JsonObject()));
                return (error.getString("message", "") + (nodes.isEmpty() ? "" : ": " + nodes)).strip();
            } catch (RuntimeException e) {
                // No JSON, or another shape.
                return body.length() > 200 ? body.substring(0, 200) : body;
            }
        }

        static String nodes(JsonObject errors) {
            return errors.stream().flatMap(node -> {
                var list = ((JsonObject) node.getValue()).getJsonArray("errors", new JsonArray());
                return StreamSupport.stream(list.spliterator(), false).map(JsonObject.class::cast)
                        .map(error -> "node " + node.getKey() + ": " + error.getString("message") + " (" + error.getString("details")
                                + ")");
            }).collect(Collectors.joining("; "));
        }
    }
}
