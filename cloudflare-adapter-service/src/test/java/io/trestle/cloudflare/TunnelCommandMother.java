package io.trestle.cloudflare;

import java.util.Map;
import java.util.UUID;

import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;

/** Commands as client-api writes them, and the key that reads their answers. */
public final class TunnelCommandMother {

    public static final String TENANT = "acme";
    public static final String SERVICE = "http://localhost:3009";
    private static final EllipticCurveJsonWebKey KEY = key();

    private TunnelCommandMother() {
    }

    /** A label that no other test uses. */
    public static String modelId() {
        return "m" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    public static ProvisionTunnel provision(String modelId) {
        return provision(modelId, 1);
    }

    public static ProvisionTunnel provision(String modelId, int generation) {
        return new ProvisionTunnel(modelId, TENANT, UUID.randomUUID().toString(), generation, SERVICE, publicKey());
    }

    public static RotateTunnel rotate(String modelId) {
        return new RotateTunnel(modelId, TENANT, UUID.randomUUID().toString(), publicKey());
    }

    public static DeprovisionTunnel deprovision(String modelId) {
        return new DeprovisionTunnel(modelId, TENANT, UUID.randomUUID().toString());
    }

    public static String publicKey() {
        return KEY.toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    /** The members of the credential inside a JWE to {@link #publicKey()}. */
    public static Map<String, Object> credential(String jwe) {
        try {
            var decryption = new JsonWebEncryption();
            decryption.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "ECDH-ES+A256KW"));
            decryption.setContentEncryptionAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "A256GCM"));
            decryption.setKey(KEY.getPrivateKey());
            decryption.setCompactSerialization(jwe);
            return JsonUtil.parseJson(decryption.getPayload());
        } catch (JoseException e) {
            throw new AssertionError("The credential cannot be read", e);
        }
    }

    private static EllipticCurveJsonWebKey key() {
        try {
            return EcJwkGenerator.generateJwk(EllipticCurves.P256);
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }
}
