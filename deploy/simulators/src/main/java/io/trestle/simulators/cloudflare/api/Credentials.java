package io.trestle.simulators.cloudflare.api;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.vertx.core.MultiMap;

/** The two tokens of the simulated account, and what the API says to others. */
public final class Credentials {

    // A tunnel token, base64 of JSON, is longer and may hold '=' or '+': the API calls it malformed, not unknown.
    private static final Pattern BEARER = Pattern.compile("Bearer [A-Za-z0-9_-]{1,80}");

    private final String tunnelToken;
    private final String dnsToken;

    public Credentials(String tunnelToken, String dnsToken) {
        this.tunnelToken = tunnelToken;
        this.dnsToken = dnsToken;
    }

    /** For the journal: {@code tunnels}, {@code dns}, {@code unknown} or {@code none}. */
    public String roleOf(MultiMap headers) {
        if (headers.get("authorization") == null) {
            return "none";
        }
        return scopeOf(headers).map(scope -> scope.name().toLowerCase(Locale.ROOT)).orElse("unknown");
    }

    /** The scope of the token that came with the request; fails when the header or the token is wrong. */
    Scope authenticate(MultiMap headers, String path) {
        checkFormat(headers);
        return scopeOf(headers).orElseThrow(() -> unknownToken(path));
    }

    private Optional<Scope> scopeOf(MultiMap headers) {
        var header = headers.get("authorization");
        if (("Bearer " + tunnelToken).equals(header)) {
            return Optional.of(Scope.TUNNELS);
        }
        return ("Bearer " + dnsToken).equals(header) ? Optional.of(Scope.DNS) : Optional.empty();
    }

    private static void checkFormat(MultiMap headers) {
        var authorization = headers.get("authorization");
        if (authorization == null) {
            throw missing(headers.get("x-auth-key"));
        }
        if (!BEARER.matcher(authorization).matches()) {
            throw malformed(6111, "Invalid format for Authorization header");
        }
    }

    /** Global API keys (37 hexadecimal digits) exist on the real API; the simulated account has none. */
    private static ApiFailure missing(@Nullable String apiKey) {
        if (apiKey == null) {
            return new ApiFailure(400, ApiError.of(9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"));
        }
        return apiKey.matches("[0-9a-f]{37}")
                ? new ApiFailure(403, ApiError.of(9103, "Unknown X-Auth-Key or X-Auth-Email"))
                : malformed(6103, "Invalid format for X-Auth-Key header");
    }

    private static ApiFailure malformed(int code, String message) {
        return new ApiFailure(400, ApiError.of(6003, "Invalid request headers").causedBy(ApiError.of(code, message)));
    }

    private static ApiFailure unknownToken(String path) {
        if (path.endsWith("/tokens/verify")) {
            return new ApiFailure(401, ApiError.of(1000, "Invalid API Token"));
        }
        return path.startsWith("/zones")
                ? new ApiFailure(403, ApiError.of(9109, "Invalid access token"))
                : new ApiFailure(401, ApiError.of(10000, "Authentication error"));
    }
}
