package io.trestle.runtime.identity;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;

/**
 * The public keys of the token issuer, by key id. Fetched when a token needs them, so that a service starts while the issuer is down;
 * kept while a fetch fails.
 */
@ApplicationScoped
class VerificationKeys {

    private static final Logger LOG = Logger.getLogger(VerificationKeys.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** An unknown key id may mean that the issuer has a new key, or that somebody makes ids up: ask at most this often. */
    private static final Duration PAUSE = Duration.ofSeconds(10);
    /** A key that the issuer withdrew stops working after this time at the latest. */
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int MAX_BYTES = 64 * 1024;

    private final AuthConfig config;
    private final Clock clock;
    private final HttpClient client;

    private volatile @Nullable Map<String, PublicKey> keys;
    private volatile Instant askedAt = Instant.MIN;
    private @Nullable Uni<Void> fetching;

    @Inject
    VerificationKeys(AuthConfig config, Clock clock, Vertx vertx) {
        this.config = config;
        this.clock = clock;
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) TIMEOUT.toMillis()));
    }

    /** @return the key; a null item when the issuer has no such key; fails with {@code UNAVAILABLE} while no keys are known at all */
    Uni<PublicKey> find(String keyId) {
        var known = keys;
        var key = known == null ? null : known.get(keyId);
        var age = Duration.between(askedAt, clock.instant());
        if (key != null) {
            if (age.compareTo(FRESH) > 0) {
                fetch().subscribe().with(done -> LOG.debug("Keys refreshed"));
            }
            return Uni.createFrom().item(key);
        }
        return (age.compareTo(PAUSE) > 0 ? fetch() : Uni.createFrom().voidItem()).map(done -> lookUp(keyId));
    }

    private @Nullable PublicKey lookUp(String keyId) {
        var known = keys;
        if (known == null) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "Tokens cannot be checked right now").retryAfter(PAUSE);
        }
        return known.get(keyId);
    }

    /** One fetch at a time, whoever asks. Never fails: without an answer the old keys stay. */
    private synchronized Uni<Void> fetch() {
        if (fetching == null) {
            fetching = client.request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(config.jwksUrl().toString()))
                    .flatMap(request -> request.send())
                    .flatMap(response -> response.body())
                    .invoke(body -> keys = parse(body.toString()))
                    .ifNoItem().after(TIMEOUT).fail()
                    .replaceWithVoid()
                    .onFailure().invoke(failure -> LOG.warnf("No keys from %s: %s", config.jwksUrl(), failure.toString()))
                    .onFailure().recoverWithNull()
                    .onTermination().invoke(this::fetched)
                    .memoize().indefinitely();
        }
        return fetching;
    }

    private synchronized void fetched() {
        askedAt = clock.instant();
        fetching = null;
    }

    private static Map<String, PublicKey> parse(String json) {
        try {
            var found = new HashMap<String, PublicKey>();
            for (var key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (key instanceof EllipticCurveJsonWebKey curve && key.getKeyId() != null) {
                    found.put(key.getKeyId(), curve.getECPublicKey());
                }
            }
            return Map.copyOf(found);
        } catch (JoseException e) {
            throw new IllegalStateException("Not a JSON Web Key Set", e);
        }
    }
}
