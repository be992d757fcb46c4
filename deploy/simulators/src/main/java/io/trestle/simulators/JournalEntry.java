package io.trestle.simulators;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/**
 * One request as the simulator saw it.
 *
 * @param sequence counts from 1 since the start of the simulator
 * @param at arrival
 * @param path without the query
 * @param query as sent, or null
 * @param body as text, secrets masked; empty for none
 * @param caller who called, by role; never a credential
 * @param fault the kind and timing of the fault that struck, or null
 * @param effects how often the request was carried out: 0 for a fault before the effect, 2 for a duplicate delivery
 * @param status of the answer that was sent; 0 while there is none (in work, reset or hanging)
 * @param violations what the API's contract has against the request
 */
public record JournalEntry(long sequence, Instant at, String method, String path, @Nullable String query, String body, String caller,
        @Nullable String fault, int effects, int status, List<String> violations) {

    JournalEntry numbered(long number) {
        return new JournalEntry(number, at, method, path, query, body, caller, fault, effects, status, violations);
    }

    JournalEntry carriedOutOnceMore() {
        return new JournalEntry(sequence, at, method, path, query, body, caller, fault, effects + 1, status, violations);
    }

    JournalEntry answered(int withStatus) {
        return new JournalEntry(sequence, at, method, path, query, body, caller, fault, effects, withStatus, violations);
    }

    JsonObject toJson() {
        return new JsonObject().put("sequence", sequence).put("at", at).put("method", method).put("path", path).put("query", query)
                .put("body", body).put("caller", caller).put("fault", fault).put("effects", effects).put("status", status)
                .put("violations", violations);
    }
}
