package io.trestle.simulators.cloudflare.tunnel;

import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What Cloudflare checks before it takes a tunnel's configuration. */
final class IngressRules {

    private IngressRules() {
    }

    static void check(JsonObject config) {
        var rules = config.getJsonArray("ingress", new JsonArray());
        for (var i = 0; i < rules.size(); i++) {
            var last = i == rules.size() - 1;
            if (last != matchesEverything(rules.getJsonObject(i))) {
                throw last
                        ? bad("The last ingress rule must match all URLs (i.e. it should not have a hostname or path filter)")
                        : bad("Rule #" + (i + 1) + " is matching all traffic, so it must be the last rule");
            }
        }
    }

    private static boolean matchesEverything(JsonObject rule) {
        var hostname = rule.getString("hostname", "");
        return (hostname.isEmpty() || "*".equals(hostname)) && rule.getString("path", "").isEmpty();
    }

    private static ApiFailure bad(String reason) {
        return new ApiFailure(400, ApiError.of(1056, "Bad Configuration: Validation failed: " + reason));
    }
}
