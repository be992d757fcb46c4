package io.trestle.runtime.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * One id for everything that a request leaves behind: its answer ({@code X-Request-Id}), its log lines, its problem's {@code errorId}.
 * The caller's trace id where there is one, else the caller's own {@code X-Request-Id}, else a new one.
 */
public final class RequestId {

    public static final String HEADER = "X-Request-Id";

    private static final String KEY = RequestId.class.getName();
    /** Nothing that could start a new log line or header. */
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    /** W3C trace context, version 00: version, trace id, parent id, flags. */
    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private RequestId() {
    }

    public static String of(RoutingContext context) {
        String id = context.get(KEY);
        if (id == null) {
            id = idOf(context.request());
            context.put(KEY, id);
        }
        return id;
    }

    private static String idOf(HttpServerRequest request) {
        var traceparent = request.getHeader("traceparent");
        if (traceparent != null) {
            var match = TRACEPARENT.matcher(traceparent);
            if (match.matches()) {
                return match.group(1);
            }
        }
        var given = request.getHeader(HEADER);
        if (given != null && ACCEPTED.matcher(given).matches()) {
            return given;
        }
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
