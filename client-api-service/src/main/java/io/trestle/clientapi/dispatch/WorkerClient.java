package io.trestle.clientapi.dispatch;

import java.util.LinkedHashMap;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.vertx.http.HttpServer;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.outbound.GuardedHttpClient;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.outbound.OutboundRequest;
import io.trestle.runtime.outbound.OutboundResponse;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A cog worker at the end of a tunnel (facts, a1 and a2). */
@ApplicationScoped
class WorkerClient {

    private static final String WEBHOOK = "/pc/client-api/webhook/prediction";
    /** A worker's answer holds the prediction, with its input. */
    private static final long LONGEST_ANSWER = 4 * 1024 * 1024;
    private static final int LONGEST_DETAIL = 1000;

    private final GuardedHttpClient http;
    private final DispatchConfig config;
    private final HttpServer server;
    private final OutboundPolicy policy;

    WorkerClient(GuardedHttpClient http, DispatchConfig config, HttpServer server) {
        this.http = http;
        this.config = config;
        this.server = server;
        this.policy = new OutboundPolicy(Set.of("http", "https"), 0, config.timeout(), LONGEST_ANSWER);
    }

    /** Hands a prediction over. By PUT: a repetition while it runs changes nothing. */
    Uni<WorkerAnswer> run(WorkerCall call, String hostname) {
        var body = new JsonObject().put("id", call.id()).put("created_at", call.createdAt().toString())
                .put("input", new JsonObject(call.input())).put("webhook", webhook())
                .put("webhook_events_filter", JsonArray.of("start", "output", "logs", "completed"));
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        // Exactly this: the worker compares, it does not parse.
        headers.put("Prefer", "respond-async");
        if (call.traceparent() != null) {
            headers.put("traceparent", call.traceparent());
        }
        var request = new OutboundRequest(HttpMethod.PUT, url(call, hostname) + "/predictions/" + call.id(), headers,
                Buffer.buffer(body.encode()));
        return send(request);
    }

    Uni<WorkerAnswer> cancel(WorkerCall call, String hostname) {
        return send(OutboundRequest.post(url(call, hostname) + "/predictions/" + call.id() + "/cancel", Buffer.buffer()));
    }

    private Uni<WorkerAnswer> send(OutboundRequest request) {
        return http.send(request, policy).map(WorkerClient::answer)
                .onFailure(ProblemException.class)
                .recoverWithItem(failure -> new WorkerAnswer.Unavailable(((ProblemException) failure).detail()));
    }

    private static WorkerAnswer answer(OutboundResponse response) {
        var status = response.status();
        if (status >= 200 && status < 300) {
            return new WorkerAnswer.Accepted();
        }
        return switch (status) {
            case 409 -> new WorkerAnswer.Busy();
            case 404 -> new WorkerAnswer.Unknown();
            case 400, 413, 422 -> new WorkerAnswer.Refused("The worker refused the input: " + detail(response));
            default -> new WorkerAnswer.Unavailable("The worker's address answered " + status);
        };
    }

    /** cog's words, where it is cog that answers. */
    private static String detail(OutboundResponse response) {
        var text = response.body().toString();
        try {
            var detail = new JsonObject(text).getValue("detail");
            text = detail == null ? text : String.valueOf(detail);
        } catch (DecodeException e) {
            // whatever it is, a person can read it
        }
        text = text.replace('\0', '\uFFFD');
        return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "…";
    }

    private String url(WorkerCall call, String hostname) {
        return config.workerUrl().replace("{hostname}", hostname).replace("{model}", call.modelId());
    }

    private String webhook() {
        return config.publicUrl().orElseGet(() -> "http://127.0.0.1:" + server.getPort()) + WEBHOOK;
    }
}
