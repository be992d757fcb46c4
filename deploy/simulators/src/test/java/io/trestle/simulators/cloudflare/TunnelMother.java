package io.trestle.simulators.cloudflare;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Requests about tunnels. All secrets are synthetic. */
final class TunnelMother {

    static final String SECRET = base64("synthetic-secret-of-32-bytes-001");
    static final String OTHER_SECRET = base64("synthetic-secret-of-32-bytes-002");

    private TunnelMother() {
    }

    static JsonObject named(String name) {
        return new JsonObject().put("name", name).put("config_src", "local").put("tunnel_secret", SECRET);
    }

    static JsonObject remotelyConfigured(String name) {
        return named(name).put("config_src", "cloudflare");
    }

    static JsonObject ingress(JsonObject... rules) {
        return new JsonObject().put("config", new JsonObject().put("ingress", new JsonArray(java.util.List.of(rules))));
    }

    static JsonObject rule(String hostname, String service) {
        return new JsonObject().put("hostname", hostname).put("service", service);
    }

    static JsonObject catchAll() {
        return new JsonObject().put("service", "http_status:404");
    }

    static JsonObject decoded(String token) {
        return new JsonObject(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
