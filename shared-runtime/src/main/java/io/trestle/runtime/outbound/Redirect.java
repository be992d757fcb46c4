package io.trestle.runtime.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/** The request that follows from a redirect (RFC 9110, 15.4; what a POST becomes is as browsers do, Fetch 4.4). */
final class Redirect {

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie", "cookie2");

    private Redirect() {
    }

    /** @return null when the answer is no redirect that says where to */
    static @Nullable OutboundRequest next(OutboundRequest request, OutboundTarget target, OutboundResponse response) {
        var location = response.headers().get(HttpHeaders.LOCATION);
        if (location == null || !STATUSES.contains(response.status())) {
            return null;
        }
        try {
            var url = target.uri().resolve(URI.create(location.strip())).toString();
            return becomesGet(request.method(), response.status())
                    ? new OutboundRequest(HttpMethod.GET, url, without(request.headers(), Set.of("content-type", "content-encoding")), null)
                    : new OutboundRequest(request.method(), url, request.headers(), request.body());
        } catch (IllegalArgumentException e) {
            throw OutboundGuard.refused("it redirects to what is not a URL");
        }
    }

    /** For a hop to another scheme, host or port: what was meant for the first must not reach the second. */
    static OutboundRequest withoutCredentials(OutboundRequest request) {
        return new OutboundRequest(request.method(), request.url(), without(request.headers(), CREDENTIALS), request.body());
    }

    private static boolean becomesGet(HttpMethod method, int status) {
        return (status == 303 && !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD))
                || (status <= 302 && method.equals(HttpMethod.POST));
    }

    private static Map<String, String> without(Map<String, String> headers, Set<String> names) {
        return headers.entrySet().stream().filter(header -> !names.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
