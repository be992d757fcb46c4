package io.trestle.clientapi.workerwebhook;

import java.util.List;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;

/** The headers of a delivery that are kept: who sent it, and which trace it belongs to. Never a credential. */
final class WebhookHeaders {

    private static final List<String> KEPT = List.of("user-agent", "content-type", "traceparent", "tracestate", "x-prediction-id");
    private static final int LONGEST = 500;

    private WebhookHeaders() {
    }

    /** As a JSON object. */
    static String of(MultiMap headers) {
        var kept = new JsonObject();
        for (var name : KEPT) {
            var value = headers.get(name);
            if (value != null) {
                kept.put(name, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
            }
        }
        return kept.encode().replace("\\u0000", "\\ufffd");
    }
}
