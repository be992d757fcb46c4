package io.trestle.clientapi.prediction;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an application asks for.
 *
 * @param webhook an absolute URL, not yet checked by the guard
 * @param webhookEvents null for all
 * @param json the body as it came, without white space between its parts
 */
record PredictionRequest(String model, ObjectNode input, @Nullable String webhook, @Nullable List<String> webhookEvents, String json) {
}
