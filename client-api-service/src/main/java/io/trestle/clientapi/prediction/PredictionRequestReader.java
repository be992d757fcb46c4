package io.trestle.clientapi.prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.ledger.Notice;
import io.trestle.clientapi.platform.StrictJson;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Reads the body of {@code POST /predictions}. Members that it does not know are left alone, as cog does. */
@ApplicationScoped
class PredictionRequestReader {

    private final StrictJson json;

    PredictionRequestReader(StrictJson json) {
        this.json = json;
    }

    /** @throws ProblemException {@code MALFORMED_JSON} or {@code VALIDATION_FAILED} */
    PredictionRequest read(byte[] body) {
        var document = json.read(body);
        var model = document.path("model");
        if (!model.isTextual() || model.textValue().isBlank()) {
            throw refuse("model", "model must be the id of one of your models");
        }
        var input = document.path("input");
        if (!input.isObject() && !input.isMissingNode() && !input.isNull()) {
            throw refuse("input", "input must be an object");
        }
        return new PredictionRequest(model.textValue(),
                input instanceof ObjectNode object ? object : ((ObjectNode) document).objectNode(), webhook(document.path("webhook")),
                events(document.path("webhook_events_filter")), document.toString());
    }

    private static @Nullable String webhook(JsonNode declared) {
        if (declared.isMissingNode() || declared.isNull()) {
            return null;
        }
        if (!declared.isTextual()) {
            throw refuse("webhook", "webhook must be an absolute URL");
        }
        return declared.textValue();
    }

    private static @Nullable List<String> events(JsonNode declared) {
        if (declared.isMissingNode() || declared.isNull()) {
            return null;
        }
        var known = Stream.of(Notice.values()).map(Notice::json).toList();
        var events = new ArrayList<String>();
        for (var event : declared) {
            var name = event.asText().toLowerCase(Locale.ROOT);
            if (!event.isTextual() || !known.contains(name)) {
                throw refuse("webhook_events_filter", "webhook_events_filter is a list of " + String.join(", ", known));
            }
            events.add(name);
        }
        if (!declared.isArray() || events.isEmpty()) {
            throw refuse("webhook_events_filter", "webhook_events_filter is a list of at least one of " + String.join(", ", known));
        }
        return events.stream().distinct().toList();
    }

    private static ProblemException refuse(String member, String message) {
        return new ProblemException(ProblemType.VALIDATION_FAILED, message)
                .with("errors", List.of(Map.of("path", member, "message", message)));
    }
}
