package io.trestle.clientapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.AbstractAssert;

import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;

/** What a client gets for a registration. */
public final class RegisteredModelAssert extends AbstractAssert<RegisteredModelAssert, Response> {

    private RegisteredModelAssert(Response response) {
        super(response, RegisteredModelAssert.class);
    }

    public static RegisteredModelAssert assertThatModel(Response response) {
        return new RegisteredModelAssert(response);
    }

    public String id() {
        return actual.jsonPath().getString("id");
    }

    /** 200, with what a worker needs, in both places that clients read. */
    public RegisteredModelAssert isReady() {
        assertThat(actual.statusCode()).as(actual.asString()).isEqualTo(200);
        var json = actual.jsonPath();
        assertThat(json.getInt("httpStatus")).isEqualTo(200);
        assertThat(json.getString("status")).isEqualTo("ready");
        assertThat(json.getMap("data.credential")).isEqualTo(json.getMap("credential"));
        assertThat(json.getMap("data.config")).isEqualTo(json.getMap("config"));
        assertThat(json.getString("data.id")).isEqualTo(id());
        return hasConfig("http://localhost:3009").hasSecret(TunnelEventMother.secret(id(), "first"));
    }

    /** The seed's configuration. */
    public RegisteredModelAssert hasConfig(String service) {
        var hostname = id() + "." + TunnelEventMother.ZONE;
        assertThat(actual.jsonPath().getMap("config")).isEqualTo(Map.of("tunnel", TunnelEventMother.tunnelId(id()), "credentials-file",
                "tunnel_credential.json", "ingress",
                List.of(Map.of("hostname", hostname, "service", service), Map.of("service", "http_status:404"))));
        return this;
    }

    /** The seed's credential, the secret that cloudflared runs with, and a token that says the same. */
    public RegisteredModelAssert hasSecret(String secret) {
        var credential = actual.jsonPath().<String, String>getMap("credential");
        var tunnelId = TunnelEventMother.tunnelId(id());
        assertThat(credential).containsOnlyKeys("AccountTag", "TunnelID", "TunnelName", "token", "TunnelSecret")
                .containsEntry("AccountTag", TunnelEventMother.ACCOUNT).containsEntry("TunnelID", tunnelId)
                .containsEntry("TunnelName", id()).containsEntry("TunnelSecret", secret);
        assertThat(new JsonObject(new String(Base64.getDecoder().decode(credential.get("token")), UTF_8)))
                .isEqualTo(new JsonObject().put("a", TunnelEventMother.ACCOUNT).put("t", tunnelId).put("s", secret));
        return this;
    }

    /** 202, with where and when to look. */
    public RegisteredModelAssert isPending(String status) {
        assertThat(actual.statusCode()).as(actual.asString()).isEqualTo(202);
        assertThat(actual.header("Location")).endsWith("/pc/client-api/predict_signature/" + id());
        assertThat(actual.header("Retry-After")).isEqualTo("5");
        var json = actual.jsonPath();
        assertThat(json.getInt("httpStatus")).isEqualTo(202);
        assertThat(json.getString("data.status")).isEqualTo(status);
        assertThat(json.getInt("data.retryAfter")).isEqualTo(5);
        assertThat(json.getMap("data")).doesNotContainKeys("credential", "config");
        return this;
    }
}
