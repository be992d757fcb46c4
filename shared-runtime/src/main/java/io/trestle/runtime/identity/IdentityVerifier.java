package io.trestle.runtime.identity;

import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * Turns the credentials of a request into a {@link Caller}. Resources need not ask: {@link IdentityFilter} does. WebSocket endpoints,
 * plain routes and proxies do.
 */
@ApplicationScoped
public class IdentityVerifier {

    public static final String API_KEY_HEADER = "X-API-KEY";

    private static final Caller LOCAL = new Caller("local", Set.of(Caller.USER, Caller.OPERATOR));
    private static final String BEARER = "bearer ";

    private final AuthConfig config;
    private final List<ApiKeys> apiKeys;
    private final TokenVerifier tokens;

    @Inject
    IdentityVerifier(AuthConfig config, @All List<ApiKeys> apiKeys, TokenVerifier tokens) {
        this.config = config;
        this.apiKeys = apiKeys;
        this.tokens = tokens;
    }

    /**
     * Every credential that is present must be right, and all must name one tenant. Credentials are read from headers only, never from a
     * query string, which ends up in logs. An API key may stand in the place of a token: cog knows {@code Authorization: Bearer} only, and
     * holds what it was given for its whole life.
     *
     * @return the caller; fails with {@link ProblemException} {@code UNAUTHENTICATED}, or {@code UNAVAILABLE} when it cannot be told now
     */
    public Uni<Caller> verify(MultiMap headers) {
        var keys = headers.getAll(API_KEY_HEADER);
        var authorizations = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (keys.isEmpty() && authorizations.isEmpty()) {
            return config.mode() == AuthConfig.Mode.OPEN ? Uni.createFrom().item(LOCAL) : refused("This needs credentials");
        }
        if (keys.isEmpty()) {
            return byToken(authorizations);
        }
        if (authorizations.isEmpty()) {
            return byKey(keys);
        }
        return byKey(keys).flatMap(owner -> byToken(authorizations).flatMap(bearer -> sameTenant(owner, bearer)));
    }

    private Uni<Caller> byKey(List<String> values) {
        if (apiKeys.isEmpty()) {
            return refused("API keys are not accepted here; send a token as 'Authorization: Bearer'");
        }
        // A key that was read from a file often still has its newline.
        var key = values.get(0).strip();
        if (values.size() > 1 || key.isEmpty()) {
            return refused("The API key is wrong");
        }
        return apiKeys.get(0).authenticate(key).onItem().ifNull().failWith(() -> unauthenticated("The API key is wrong"));
    }

    private Uni<Caller> byToken(List<String> values) {
        var value = values.get(0);
        if (values.size() > 1 || !value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return refused("Only one 'Authorization: Bearer' is accepted");
        }
        var token = value.substring(BEARER.length()).strip();
        // A token has three parts, separated by dots; a key has none.
        return apiKeys.isEmpty() || token.indexOf('.') >= 0 ? tokens.verify(token) : byKey(List.of(token));
    }

    private static Uni<Caller> sameTenant(Caller owner, Caller bearer) {
        return owner.tenant().equals(bearer.tenant())
                ? Uni.createFrom().item(bearer)
                : refused("The API key and the token belong to different tenants");
    }

    private static Uni<Caller> refused(String detail) {
        return Uni.createFrom().failure(() -> unauthenticated(detail));
    }

    static ProblemException unauthenticated(String detail) {
        return new ProblemException(ProblemType.UNAUTHENTICATED, detail);
    }
}
