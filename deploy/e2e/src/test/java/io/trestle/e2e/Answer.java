package io.trestle.e2e;

import java.net.http.HttpResponse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An HTTP answer with a JSON body. */
record Answer(int status, HttpResponse<String> response, JsonNode body) {

    static Answer of(HttpResponse<String> response) {
        try {
            return new Answer(response.statusCode(), response, new ObjectMapper().readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON, status " + response.statusCode() + ": " + response.body(), e);
        }
    }
}
