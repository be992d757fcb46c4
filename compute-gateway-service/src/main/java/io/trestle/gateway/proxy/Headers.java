package io.trestle.gateway.proxy;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Which headers travel on. */
final class Headers {

    /** What is said about one connection, and not about the message (RFC 9110, 7.6.1), and what smuggles more of it. */
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "te",
            "trailer",
            "upgrade", "http2-settings", "proxy-authenticate", "proxy-authorization", "proxy-authentication-info");

    /** {@code Connection} may name headers to be removed, but not these: whoever removed them would change what the request is, or whose. */
    private static final Set<String> NEVER_HOP_BY_HOP = Set.of("host", "content-length", "content-type", "cookie", "authorization",
            "set-cookie",
            "via", "forwarded", "range", "cache-control");

    private Headers() {
    }

    /** @return null when {@code Connection} names nothing beyond the usual */
    static @Nullable Set<String> named(MultiMap headers) {
        var connection = headers.get(HttpHeaders.CONNECTION);
        if (connection == null || isUsual(connection)) {
            return null;
        }
        var names = new HashSet<String>();
        for (var value : headers.getAll(HttpHeaders.CONNECTION)) {
            for (var name : value.split(",")) {
                var lower = name.strip().toLowerCase(Locale.ROOT);
                if (!NEVER_HOP_BY_HOP.contains(lower)) {
                    names.add(lower);
                }
            }
        }
        return names;
    }

    private static boolean isUsual(String connection) {
        return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close") || connection.equalsIgnoreCase("upgrade");
    }

    /** Most names are told apart by their length and first letter. */
    static boolean isHopByHop(String name) {
        return switch (name.length()) {
            case 2, 7, 10, 14, 16, 17, 18, 19, 25 -> switch (name.charAt(0) | 0x20) {
                case 'c', 'k', 'p', 't', 'u', 'h' -> HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT));
                default -> false;
            };
            default -> false;
        };
    }

    static boolean is(String name, String lowerCase) {
        return name.length() == lowerCase.length() && name.equalsIgnoreCase(lowerCase);
    }

    /** The headers in which a proxy says whom it speaks for, in any spelling that some framework takes for one of them. */
    static boolean isForwarding(String name) {
        if (name.length() < 9) {
            return false;
        }
        var first = name.charAt(0) | 0x20;
        if (first == 'x') {
            var lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
            return lower.startsWith("x-forwarded") || lower.equals("x-real-ip") || lower.equals("x-original-url")
                    || lower.equals("x-rewrite-url") || lower.equals("x-client-ip");
        }
        return first == 'f' && name.equalsIgnoreCase("forwarded");
    }
}
