package io.trestle.gateway.proxy;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.trestle.gateway.session.SessionTokens;
import io.vertx.core.MultiMap;

/** The headers of an answer, as the client gets them. */
final class ResponseHead {

    private ResponseHead() {
    }

    /**
     * Everything but what concerns one connection, and what would reach beyond the service: the gateway's own cookies and origin.
     *
     * @param origin scheme and authority of the service, which the client must not be sent to
     */
    static void copy(MultiMap from, MultiMap to, Target target) {
        var named = Headers.named(from);
        for (Map.Entry<String, String> header : from) {
            var name = header.getKey();
            var value = header.getValue();
            if ((Headers.isHopByHop(name) && !Headers.is(name, "trailer")) || Headers.is(name, "clear-site-data")
                    || Headers.is(name, "alt-svc")
                    || (named != null && named.contains(name.toLowerCase(Locale.ROOT))) || name.charAt(0) == ':') {
                continue;
            }
            if (Headers.is(name, "set-cookie")) {
                value = cookie(value, target);
            } else if (Headers.is(name, "location") || Headers.is(name, "content-location")) {
                value = location(value, target);
            }
            if (value != null) {
                to.add(name, value);
            }
        }
    }

    /** Without the service's own host as {@code Domain}, which is not the one that the client sees; null for a cookie named like a session. */
    private static @Nullable String cookie(String value, Target target) {
        var name = value.stripLeading();
        if (name.regionMatches(true, 0, SessionTokens.PREFIX, 0, SessionTokens.PREFIX.length())) {
            return null;
        }
        var lower = value.toLowerCase(Locale.ROOT);
        var domain = lower.indexOf("domain=");
        if (domain < 0) {
            return value;
        }
        var attributes = value.split(";");
        var kept = new StringBuilder(attributes[0]);
        for (int i = 1; i < attributes.length; i++) {
            if (!attributes[i].strip().toLowerCase(Locale.ROOT).startsWith("domain=")) {
                kept.append(';').append(attributes[i]);
            }
        }
        return kept.toString();
    }

    /** A redirect to the service's own address becomes one to the same path at the gateway. */
    private static String location(String value, Target target) {
        var origin = (target.tls() ? "https://" : "http://") + target.authority();
        if (!value.regionMatches(true, 0, origin, 0, origin.length())) {
            return value;
        }
        var rest = value.substring(origin.length());
        return rest.isEmpty() ? "/" : rest.charAt(0) == '/' ? rest : rest.charAt(0) == '?' ? "/" + rest : value;
    }
}
