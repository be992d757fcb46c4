package io.trestle.runtime.identity;

import java.security.PublicKey;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;

/** Verifies the tokens that client-api issues: ES256, our issuer, not expired, with a tenant in {@code sub}. */
@ApplicationScoped
class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    /** How far the clocks of two machines may be apart, in seconds. */
    private static final int LEEWAY_SECONDS = 30;
    /** No token of ours is longer; what is, is not parsed. */
    private static final int MAX_CHARACTERS = 8192;

    private final AuthConfig config;
    private final VerificationKeys keys;
    private final JWTParser parser;

    @Inject
    TokenVerifier(AuthConfig config, VerificationKeys keys, JWTParser parser) {
        this.config = config;
        this.keys = keys;
        this.parser = parser;
    }

    Uni<Caller> verify(String token) {
        var keyId = token.length() > MAX_CHARACTERS ? null : keyId(token);
        if (keyId == null) {
            return Uni.createFrom().failure(TokenVerifier::wrong);
        }
        return keys.find(keyId)
                .onItem().ifNull().failWith(TokenVerifier::wrong)
                .map(key -> caller(token, key));
    }

    private Caller caller(String token, PublicKey key) {
        try {
            var claims = parser.parse(token, context(key));
            var tenant = claims.getSubject();
            if (tenant == null || tenant.isBlank()) {
                throw wrong();
            }
            return new Caller(tenant, groups(claims));
        } catch (ParseException e) {
            LOG.debug("Token refused", e);
            throw wrong();
        }
    }

    /** The algorithm is fixed here, so that a token cannot choose {@code none} or take the public key for an HMAC secret. */
    private JWTAuthContextInfo context(PublicKey key) {
        var context = new JWTAuthContextInfo();
        context.setPublicVerificationKey(key);
        context.setSignatureAlgorithm(Set.of(SignatureAlgorithm.ES256));
        context.setIssuedBy(config.issuer());
        context.setClockSkew(LEEWAY_SECONDS);
        return context;
    }

    private static Set<String> groups(JsonWebToken claims) {
        var groups = claims.getGroups();
        return groups == null ? Set.of() : groups;
    }

    private static @Nullable String keyId(String token) {
        try {
            return JsonWebStructure.fromCompactSerialization(token).getKeyIdHeaderValue();
        } catch (JoseException e) {
            LOG.debug("Not a token", e);
            return null;
        }
    }

    private static RuntimeException wrong() {
        return IdentityVerifier.unauthenticated("The token is wrong or has expired");
    }
}
