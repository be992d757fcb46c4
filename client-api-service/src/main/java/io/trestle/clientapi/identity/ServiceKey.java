package io.trestle.clientapi.identity;

import java.time.Instant;

import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A key pair on P-256.
 *
 * @param retiredAt when another key took over; null for the active one
 */
record ServiceKey(KeyPurpose purpose, @Nullable Instant retiredAt, EllipticCurveJsonWebKey pair) {

    static ServiceKey generate(KeyPurpose purpose, String id) {
        try {
            var pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            pair.setKeyId(id);
            pair.setUse(purpose.use());
            return new ServiceKey(purpose, null, pair);
        } catch (JoseException e) {
            throw new IllegalStateException("P-256 is part of every Java platform", e);
        }
    }

    /** @param json the private JWK */
    static ServiceKey parse(KeyPurpose purpose, @Nullable Instant retiredAt, String json) {
        try {
            return new ServiceKey(purpose, retiredAt, (EllipticCurveJsonWebKey) JsonWebKey.Factory.newJwk(json));
        } catch (JoseException e) {
            // the cause would quote the key
            throw new IllegalStateException("A stored service key is no JWK");
        }
    }

    boolean active() {
        return retiredAt == null;
    }

    String id() {
        return pair.getKeyId();
    }

    /** The JWK that anyone may see. */
    String publicJson() {
        return pair.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    String privateJson() {
        return pair.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
    }

    @Override
    public String toString() {
        return "ServiceKey[" + purpose + " " + id() + "]";
    }
}
