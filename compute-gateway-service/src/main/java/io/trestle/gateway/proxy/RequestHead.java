package io.trestle.gateway.proxy;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.trestle.gateway.session.Credentials;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** The headers of a request, as the service gets them. */
final class RequestHead {

    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("forwarded");
    private static final CharSequence X_FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");
    private static final CharSequence X_FORWARDED_HOST = HttpHeaders.createOptimized("x-forwarded-host");
    private static final CharSequence X_FORWARDED_PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
    private static final CharSequence VIA = HttpHeaders.createOptimized("via");

    private RequestHead() {
    }

    /** Everything but what concerns one connection, what is a credential of the gateway, and what a client may not say about itself. */
    static void copy(HttpServerRequest request, MultiMap to, String pseudonym) {
        var from = request.headers();
        var named = Headers.named(from);
        var http2 = request.version() == HttpVersion.HTTP_2;
        StringBuilder cookies = null;
        for (Map.Entry<String, String> header : from) {
            var name = header.getKey();
            if (Headers.isHopByHop(name) || Headers.isForwarding(name) || isNamed(named, name) || name.charAt(0) == ':'
                    || Headers.is(name, "host")) {
                continue;
            }
            var value = header.getValue();
            if (Headers.is(name, "cookie")) {
                cookies = addCookies(cookies, value);
            } else if (!(Headers.is(name, "authorization") && Credentials.isBearer(value))) {
                to.add(name, value);
            }
        }
        if (cookies != null && cookies.length() > 0) {
            to.add(HttpHeaders.COOKIE, cookies);
        }
        if (hasTrailersTe(from)) {
            to.set("te", "trailers");
        }
        to.add(VIA, (http2 ? "2 " : request.version() == HttpVersion.HTTP_1_0 ? "1.0 " : "1.1 ") + pseudonym);
        addForwarding(request, to);
    }

    private static void addForwarding(HttpServerRequest request, MultiMap to) {
        var client = request.remoteAddress().hostAddress();
        var proto = request.isSSL() ? "https" : "http";
        var host = host(request);
        to.set(X_FORWARDED_FOR, client).set(X_FORWARDED_PROTO, proto);
        var forwarded = "for=" + (client.indexOf(':') < 0 ? client : "\"[" + client + "]\"") + ";proto=" + proto;
        if (host != null) {
            to.set(X_FORWARDED_HOST, host);
            forwarded += ";host=\"" + host + "\"";
        }
        to.set(FORWARDED, forwarded);
    }

    private static @Nullable String host(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.getHeader(HttpHeaders.HOST);
        }
        var authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    private static @Nullable StringBuilder addCookies(@Nullable StringBuilder before, String value) {
        var rest = Credentials.withoutSessions(value);
        if (rest == null) {
            return before;
        }
        var cookies = before == null ? new StringBuilder() : before.append("; ");
        return cookies.append(rest);
    }

    private static boolean hasTrailersTe(MultiMap headers) {
        var te = headers.get("te");
        return te != null && te.regionMatches(true, 0, "trailers", 0, 8);
    }

    private static boolean isNamed(@Nullable Set<String> named, String name) {
        return named != null && named.contains(name.toLowerCase(java.util.Locale.ROOT));
    }
}
