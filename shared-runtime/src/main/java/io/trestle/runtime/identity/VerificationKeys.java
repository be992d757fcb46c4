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
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.problem.ProblemException;

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

    private final IssuerKeys issuer;
    private final Clock clock;

    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile Instant askedAt = Instant.EPOCH;
    private @Nullable Uni<Void> asking;

    @Inject
    VerificationKeys(IssuerKeys issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /** @return the key; a null item when the issuer has no such key; fails with {@code UNAVAILABLE} while no keys are known at all */
    Uni<PublicKey> find(String keyId) {
        var key = keys.get(keyId);
        if (key == null) {
            return CallerContext.returnTo(ask(PAUSE)).map(done -> known(keyId));
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
            asking = issuer.jwks()
                    .ifNoItem().after(TIMEOUT).fail()
                    .map(VerificationKeys::parse)
                    .invoke(found -> keys = found)
                    .onFailure().invoke(failure -> LOG.warnf("No keys from %s: %s", issuer, failure))
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

    private static Map<String, PublicKey> parse(String json) {
        try {
            var found = new HashMap<String, PublicKey>();
            for (var key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (key instanceof EllipticCurveJsonWebKey curve && key.getKeyId() != null && !Use.ENCRYPTION.equals(key.getUse())) {
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
}
