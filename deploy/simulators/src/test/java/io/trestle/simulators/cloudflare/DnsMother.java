package io.trestle.simulators.cloudflare;

import io.vertx.core.json.JsonObject;

/** Requests about DNS records. */
final class DnsMother {

    static final String ZONE = ApiClient.ACCOUNT.zoneName();
    static final String TARGET = "7a5b4c3d-0000-4000-8000-000000000001.cfargotunnel.com";
    static final String OTHER_TARGET = "7a5b4c3d-0000-4000-8000-000000000002.cfargotunnel.com";

    private DnsMother() {
    }

    /** A proxied CNAME to a tunnel. */
    static JsonObject tunnel(String label) {
        return cname(label, TARGET).put("proxied", true).put("ttl", 1);
    }

    static JsonObject cname(String name, String content) {
        return record("CNAME", name, content);
    }

    static JsonObject address(String name, String ip) {
        return record("A", name, ip);
    }

    static JsonObject text(String name, String content) {
        return record("TXT", name, content);
    }

    static JsonObject record(String type, String name, String content) {
        return new JsonObject().put("type", type).put("name", name).put("content", content);
    }
}
