package io.trestle.clientapi.workerwebhook;

import io.trestle.runtime.identity.IdentityVerifier;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * Credentials as workers send them. cog knows {@code Authorization: Bearer $WEBHOOK_AUTH_TOKEN} only, and holds the token for its whole life: so
 * there, an API key may stand in the place of a token.
 */
final class WorkerCredentials {

    private static final String BEARER = "bearer ";

    private WorkerCredentials() {
    }

    /** @return headers in which an API key stands in the header of API keys */
    static MultiMap of(MultiMap headers) {
        var authorizations = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (authorizations.size() != 1 || headers.contains(IdentityVerifier.API_KEY_HEADER) || !isKey(authorizations.get(0))) {
            return headers;
        }
        return MultiMap.caseInsensitiveMultiMap().add(IdentityVerifier.API_KEY_HEADER, authorizations.get(0).substring(BEARER.length()));
    }

    /** A token has three parts, separated by dots; a key has none. */
    private static boolean isKey(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length()) && authorization.indexOf('.') < 0;
    }
}
