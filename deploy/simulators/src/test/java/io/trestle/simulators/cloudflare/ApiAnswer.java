package io.trestle.simulators.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An answer of the API with fluent expectations. */
record ApiAnswer(int status, HttpHeaders headers, JsonObject json) {

    /** The result of a success. */
    JsonObject result() {
        succeeds();
        return json.getJsonObject("result");
    }

    /** The results of a successful list. */
    List<JsonObject> results() {
        succeeds();
        return json.getJsonArray("result").stream().map(JsonObject.class::cast).toList();
    }

    JsonObject pageInfo() {
        return json.getJsonObject("result_info");
    }

    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    ApiAnswer succeeds() {
        assertThat(status).as(json.encode()).isEqualTo(200);
        assertThat(json.getBoolean("success")).isTrue();
        return this;
    }

    ApiAnswer failsWith(int expectedStatus, int code) {
        assertThat(status).as(json.encode()).isEqualTo(expectedStatus);
        assertThat(json.getBoolean("success")).isFalse();
        assertThat(error().getInteger("code")).as(json.encode()).isEqualTo(code);
        return this;
    }

    ApiAnswer because(Integer... causes) {
        assertThat(error().getJsonArray("error_chain", new JsonArray()).stream().map(cause -> ((JsonObject) cause).getInteger("code")))
                .as(json.encode()).containsExactly(causes);
        return this;
    }

    ApiAnswer saying(String message) {
        assertThat(json.encode()).contains(message);
        return this;
    }

    ApiAnswer at(String pointer) {
        assertThat(error().getJsonObject("source").getString("pointer")).isEqualTo(pointer);
        return this;
    }

    private JsonObject error() {
        return json.getJsonArray("errors").getJsonObject(0);
    }
}
