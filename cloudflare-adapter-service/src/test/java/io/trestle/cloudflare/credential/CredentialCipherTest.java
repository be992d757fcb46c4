package io.trestle.cloudflare.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.model.tunnel.TunnelCredential;

class CredentialCipherTest {

    private static final TunnelCredential CREDENTIAL = new TunnelCredential("acc", "c81feca1-77be-450a-91da-610d5b4021cd", "m4k2",
            "c3ludGhldGlj");

    @Test
    void shouldBeReadableByTheRecipientOnly_whenEncrypted() throws JoseException {
        var pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);

        var jwe = CredentialCipher.encrypt(CREDENTIAL, pair.toJson(OutputControlLevel.PUBLIC_ONLY));

        assertThat(jwe.split("\\.", -1)).hasSize(5);
        assertThat(decrypt(jwe, pair))
                .isEqualTo(Map.of("accountTag", "acc", "tunnelId", "c81feca1-77be-450a-91da-610d5b4021cd", "tunnelName",
                        "m4k2", "tunnelSecret", "c3ludGhldGlj"));
        assertThat(CredentialCipher.encrypt(CREDENTIAL, pair.toJson(OutputControlLevel.PUBLIC_ONLY))).isNotEqualTo(jwe);
    }

    @Test
    void shouldRefuseTheKey_whenItIsPrivate() throws JoseException {
        var pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);

        assertThat(CredentialCipher.whyUnusable(pair.toJson(OutputControlLevel.PUBLIC_ONLY))).isNull();
        assertThat(CredentialCipher.whyUnusable(pair.toJson(OutputControlLevel.INCLUDE_PRIVATE))).contains("private");
    }

    @Test
    void shouldRefuseTheKey_whenItIsOnAnotherCurve() throws JoseException {
        var pair = EcJwkGenerator.generateJwk(EllipticCurves.P384);

        assertThat(CredentialCipher.whyUnusable(pair.toJson(OutputControlLevel.PUBLIC_ONLY))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "not json", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
            "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\"}"})
    void shouldRefuseTheKey_whenItIsNone(String key) {
        assertThat(CredentialCipher.whyUnusable(key)).isNotNull();
    }

    static Map<String, Object> decrypt(String jwe, EllipticCurveJsonWebKey pair) throws JoseException {
        var decryption = new JsonWebEncryption();
        decryption.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "ECDH-ES+A256KW"));
        decryption.setContentEncryptionAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "A256GCM"));
        decryption.setKey(pair.getPrivateKey());
        decryption.setCompactSerialization(jwe);
        return JsonUtil.parseJson(decryption.getPayload());
    }
}
