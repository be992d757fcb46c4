package io.trestle.gateway.edge;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What no well-meaning client sends, and what two readers could understand differently. Everything else is the service's own business. */
final class RequestCheck {

    private static final String[] NOT_IN_HTTP2 = {"connection", "transfer-encoding", "keep-alive", "upgrade", "proxy-connection"};

    private RequestCheck() {
    }

    /** @return what is wrong in words, or null */
    static @Nullable String fault(HttpServerRequest request) {
        var uri = request.uri();
        if (uri == null || uri.isEmpty()) {
            return "the request has no target";
        }
        var fault = request.version() == HttpVersion.HTTP_2 ? faultOfHttp2(request) : faultOfHttp1(request);
        return fault == null ? faultOfTarget(request, uri) : fault;
    }

    /**
     * The target in the form that is passed on: an absolute one (RFC 9112, 3.2.2) without its scheme and authority.
     */
    static String originForm(String uri) {
        if (uri.charAt(0) == '/' || uri.equals("*")) {
            return uri;
        }
        var path = uri.indexOf('/', uri.indexOf("://") + 3);
        if (path >= 0) {
            return uri.substring(path);
        }
        var query = uri.indexOf('?');
        return query < 0 ? "/" : "/" + uri.substring(query);
    }

    private static @Nullable String faultOfHttp2(HttpServerRequest request) {
        for (var name : NOT_IN_HTTP2) {
            if (request.headers().contains(name)) {
                return "the header " + name + " is not allowed in HTTP/2";
            }
        }
        var te = request.getHeader("te");
        return te != null && !te.equalsIgnoreCase("trailers") ? "the header te is not allowed in HTTP/2" : null;
    }

    private static @Nullable String faultOfHttp1(HttpServerRequest request) {
        var hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1 && (request.version() == HttpVersion.HTTP_1_1 || hosts.size() > 1)) {
            return "there must be one Host header";
        }
        if (hosts.size() == 1 && !isAuthority(hosts.get(0))) {
            return "the Host header is not a host";
        }
        var encoding = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (!encoding.isEmpty()) {
            if (request.version() == HttpVersion.HTTP_1_0) {
                return "HTTP/1.0 has no transfer codings";
            }
            if (encoding.size() > 1 || !encoding.get(0).strip().equalsIgnoreCase("chunked")) {
                return "the only transfer coding is chunked";
            }
        }
        return null;
    }

    private static @Nullable String faultOfTarget(HttpServerRequest request, String uri) {
        var method = request.method();
        if (method == HttpMethod.CONNECT) {
            return "the gateway opens no tunnels";
        }
        if (uri.equals("*")) {
            return method == HttpMethod.OPTIONS ? null : "the target * is for OPTIONS";
        }
        if (!hasTargetCharacters(uri)) {
            return "the target has a character that must be escaped";
        }
        if (uri.charAt(0) == '/') {
            return null;
        }
        var scheme = uri.indexOf("://");
        if (scheme < 0 || !(uri.startsWith("http://") || uri.startsWith("https://"))) {
            return "the target is neither a path nor an http URL";
        }
        var rest = uri.substring(scheme + 3);
        var end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        var host = request.getHeader(HttpHeaders.HOST);
        return host != null && rest.substring(0, end).equalsIgnoreCase(host) ? null : "the target and the Host header name different hosts";
    }

    /** No control character, space, non-ASCII byte or fragment; in the path no backslash, which some readers take for a slash. */
    private static boolean hasTargetCharacters(String uri) {
        var inPath = true;
        for (int i = 0; i < uri.length(); i++) {
            var character = uri.charAt(i);
            inPath &= character != '?';
            if (character <= ' ' || character >= 0x7f || character == '#' || (character == '\\' && inPath)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAuthority(String host) {
        for (int i = 0; i < host.length(); i++) {
            var character = host.charAt(i);
            var allowed = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9') || "-._:[]~!$&'()*+;=%".indexOf(character) >= 0;
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
