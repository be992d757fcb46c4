package io.trestle.cloudflare.credential;

import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.util.Map;

import org.jose4j.json.JsonUtil;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

import io.trestle.model.tunnel.TunnelCredential;

/** Encrypts a tunnel's credential to the reader that the command named: compact JWE, ECDH-ES+A256KW, A256GCM. */
public final class CredentialCipher {

    private static final int MAX_KEY_LENGTH = 2_000;

    private CredentialCipher() {
    }

    /** Why nothing can be encrypted to this key, as a sentence; null where it can. */
    public static @Nullable String whyUnusable(@Nullable String recipientKey) {
        if (recipientKey == null || recipientKey.length() > MAX_KEY_LENGTH) {
            return "The recipient key is missing or too long.";
        }
        try {
            var key = parse(recipientKey);
            return key.getPrivateKey() == null
                    ? null
                    : "The recipient key contains the private key; send the public one, and replace the pair.";
        } catch (JoseException | RuntimeException e) {
            return "The recipient key is not a public JWK on the curve P-256.";
        }
    }

    /** @param recipientKey one that is not {@link #whyUnusable unusable} */
    public static String encrypt(TunnelCredential credential, String recipientKey) {
        try {
            var key = parse(recipientKey);
            var jwe = new JsonWebEncryption();
            jwe.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.ECDH_ES_A256KW);
            jwe.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
            jwe.setContentTypeHeaderValue("json");
            jwe.setKeyIdHeaderValue(key.getKeyId());
            jwe.setKey(key.getPublicKey());
            jwe.setPlaintext(json(credential).getBytes(StandardCharsets.UTF_8));
            return jwe.getCompactSerialization();
        } catch (JoseException e) {
            // Its message may quote what was to be encrypted.
            throw new IllegalStateException("The credential cannot be encrypted to the recipient's key");
        }
    }

    private static EllipticCurveJsonWebKey parse(String recipientKey) throws JoseException {
        var key = JsonWebKey.Factory.newJwk(recipientKey);
        if (key instanceof EllipticCurveJsonWebKey curve && "P-256".equals(curve.getCurveName()) && isOnCurve(curve.getECPublicKey())) {
            return curve;
        }
        throw new JoseException("Not on P-256");
    }

    /** Java's key factory takes any two numbers. */
    private static boolean isOnCurve(ECPublicKey key) {
        var curve = key.getParams().getCurve();
        var prime = ((ECFieldFp) curve.getField()).getP();
        var x = key.getW().getAffineX();
        var y = key.getW().getAffineY();
        var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return x.signum() >= 0 && x.compareTo(prime) < 0 && y.signum() >= 0 && y.compareTo(prime) < 0
                && y.pow(2).subtract(right).mod(prime).signum() == 0;
    }

    private static String json(TunnelCredential credential) {
        return JsonUtil.toJson(Map.of("accountTag", credential.accountTag(), "tunnelId", credential.tunnelId(), "tunnelName",
                credential.tunnelName(), "tunnelSecret", credential.tunnelSecret()));
    }
}
