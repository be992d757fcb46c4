package io.trestle.gateway.session;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Where a request carries session tokens: cookies named {@code cpuser_…}, and {@code Authorization: Bearer cpuser_…=…}. */
public final class Credentials {

    private static final String BEARER = "Bearer ";

    private Credentials() {
    }

    /** Every token, as it was found: a stale or planted cookie beside a good one must lock nobody out. */
    public static void forEach(MultiMap headers, Consumer<String> token) {
        var authorization = headers.get(HttpHeaders.AUTHORIZATION);
        if (authorization != null && isBearer(authorization)) {
            token.accept(authorization.substring(BEARER.length()).strip());
        }
        // HTTP/2 splits cookies over several headers (RFC 9113, 8.2.3).
        for (var cookies : headers.getAll(HttpHeaders.COOKIE)) {
            forEachCookie(cookies, token);
        }
    }

    private static void forEachCookie(String header, Consumer<String> token) {
        int start = 0;
        while (start < header.length()) {
            var end = header.indexOf(';', start);
            end = end < 0 ? header.length() : end;
            while (start < end && isSpace(header.charAt(start))) {
                start++;
            }
            if (header.startsWith(SessionTokens.PREFIX, start)) {
                token.accept(unquoted(header.substring(start, end).strip()));
            }
            start = end + 1;
        }
    }

    /** @return the header without session cookies; null when nothing is left */
    public static @Nullable String withoutSessions(String header) {
        if (!header.contains(SessionTokens.PREFIX)) {
            return header;
        }
        var kept = List.of(header.split(";")).stream().map(String::strip)
                .filter(cookie -> !cookie.isEmpty() && !cookie.startsWith(SessionTokens.PREFIX)).toList();
        return kept.isEmpty() ? null : String.join("; ", kept);
    }

    /** Whether the header is a token of ours, which no service behind us may see. */
    public static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && authorization.substring(BEARER.length()).stripLeading().startsWith(SessionTokens.PREFIX);
    }

    private static String unquoted(String cookie) {
        var equals = cookie.indexOf('=');
        var quoted = equals > 0 && cookie.length() > equals + 2 && cookie.charAt(equals + 1) == '"' && cookie.endsWith("\"");
        return quoted ? cookie.substring(0, equals + 1) + cookie.substring(equals + 2, cookie.length() - 1) : cookie;
    }

    private static boolean isSpace(char character) {
        return character == ' ' || character == '\t';
    }
}
