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
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;

/**
 * The public keys of the token issuer, by key id. Fetched when a token needs them, so that a service starts while the issuer is down;
 * kept while a fetch fails.
 */
@ApplicationScoped
class VerificationKeys {

    /** An unknown key id may mean that the issuer has a new key, or that somebody makes ids up: the issuer is asked at most this often. */
    static final Duration PAUSE = Duration.ofSeconds(10);
    /** A key that the issuer withdrew stops working when a token comes after this time. */
    static final Duration FRESH = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(VerificationKeys.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AuthConfig config;
    private final Clock clock;
    private final HttpClient client;

    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile Instant askedAt = Instant.EPOCH;
    private @Nullable Uni<Void> asking;

    @Inject
    VerificationKeys(AuthConfig config, Clock clock, Vertx vertx) {
        this.config = config;
        this.clock = clock;
        client = vertx.createHttpClient();
    }

    /** @return the key; a null item when the issuer has no such key; fails with {@code UNAVAILABLE} while no keys are known at all */
    Uni<PublicKey> find(String keyId) {
        var key = keys.get(keyId);
        if (key == null) {
            return onCallersContext(ask(PAUSE)).map(done -> known(keyId));
        }
        ask(FRESH).subscribe().with(done -> LOG.trace("Keys are fresh"));
        return Uni.createFrom().item(key);
    }

    private @Nullable PublicKey known(String keyId) {
        if (keys.isEmpty()) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "Tokens cannot be checked right now").retryAfter(PAUSE);
        }
        return keys.get(keyId);
    }

    /** Asks the issuer unless that was done within {@code age}; once for all who ask meanwhile. Never fails: without an answer the old keys stay. */
    private synchronized Uni<Void> ask(Duration age) {
        if (asking == null) {
            if (Duration.between(askedAt, clock.instant()).compareTo(age) < 0) {
                return Uni.createFrom().voidItem();
            }
            asking = fetch()
                    .ifNoItem().after(TIMEOUT).fail()
                    .invoke(found -> keys = found)
                    .onFailure().invoke(failure -> LOG.warnf("No keys from %s: %s", config.jwksUrl(), failure))
                    .onFailure().recoverWithNull()
                    .replaceWithVoid()
                    .onTermination().invoke(this::asked)
                    .memoize().indefinitely();
        }
        return asking;
    }

    private synchronized void asked() {
        askedAt = clock.instant();
        asking = null;
    }

    private Uni<Map<String, PublicKey>> fetch() {
        return client.request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(config.jwksUrl().toString()))
                .flatMap(HttpClientRequest::send)
                .invoke(VerificationKeys::expectOk)
                .flatMap(HttpClientResponse::body)
                .map(body -> parse(body.toString()));
    }

    private static void expectOk(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
    }

    private static Map<String, PublicKey> parse(String json) {
        try {
            var found = new HashMap<String, PublicKey>();
            for (var key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (key instanceof EllipticCurveJsonWebKey curve && key.getKeyId() != null) {
                    found.put(key.getKeyId(), curve.getECPublicKey());
                }
            }
            if (found.isEmpty()) {
                throw new IllegalStateException("no usable key in the set");
            }
            return found;
        } catch (JoseException e) {
            throw new IllegalStateException("not a JSON Web Key Set", e);
        }
    }

    /** The fetch ends on the event loop of whoever came first; the others must not go on there. */
    private static <T> Uni<T> onCallersContext(Uni<T> uni) {
        var context = io.vertx.core.Vertx.currentContext();
        return uni.emitOn(context == null ? Infrastructure.getDefaultExecutor() : task -> context.runOnContext(nothing -> task.run()));
    }
}
