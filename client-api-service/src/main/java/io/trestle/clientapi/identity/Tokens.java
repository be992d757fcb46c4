package io.trestle.clientapi.identity;

import java.time.Clock;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.identity.IssuerKeys;

/** Issues the tokens that every service of the suite accepts, and publishes the keys that verify them. */
@ApplicationScoped
public class Tokens implements IssuerKeys {

    private final ServiceKeys keys;
    private final IdentityConfig config;
    private final String issuer;
    private final Clock clock;

    Tokens(ServiceKeys keys, IdentityConfig config, @ConfigProperty(name = "trestle.auth.issuer") String issuer, Clock clock) {
        this.keys = keys;
        this.config = config;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** A JWT (ES256): {@code sub} is the tenant, {@code groups} say what it may do. */
    public Uni<String> issue(Caller caller) {
        var now = clock.instant();
        return keys.active(KeyPurpose.SIGN).map(key -> Jwt.issuer(issuer)
                .subject(caller.tenant())
                .groups(Set.copyOf(caller.groups()))
                .issuedAt(now)
                .expiresAt(now.plus(config.tokenLifetime()))
                .jws().algorithm(SignatureAlgorithm.ES256).keyId(key.id())
                .sign(key.pair().getPrivateKey()));
    }

    /** A JSON Web Key Set: signing keys, retired ones for a while after, and the key to encrypt to. */
    @Override
    public Uni<String> jwks() {
        var oldest = clock.instant().minus(config.retiredKeys());
        return keys.all().map(all -> new JsonWebKeySet(all.stream()
                .filter(key -> key.retiredAt() == null || key.purpose() == KeyPurpose.SIGN && key.retiredAt().isAfter(oldest))
                .map(ServiceKey::pair).toList()).toJson(OutputControlLevel.PUBLIC_ONLY));
    }
}
