package io.trestle.clientapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.UUID;

import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;

import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.vertx.core.json.JsonObject;

/** The adapter's answers, with synthetic credentials. */
public final class TunnelEventMother {

    public static final String ACCOUNT = "0123456789abcdef0123456789abcdef";
    public static final String ZONE = "trestle.example";

    private TunnelEventMother() {
    }

    /** The tunnel that the adapter gives a model. */
    public static String tunnelId(String modelId) {
        return UUID.nameUUIDFromBytes(modelId.getBytes(UTF_8)).toString();
    }

    /** The secret of a tunnel, which no log, event or GET may show. */
    public static String secret(String modelId, String variant) {
        return Base64.getEncoder()
                .encodeToString(("secret " + variant + " of " + modelId + " ".repeat(40)).substring(0, 40).getBytes(UTF_8));
    }

    public static TunnelProvisioned provisioned(ProvisionTunnel command) {
        return new TunnelProvisioned(command.modelId(), command.tenant(), command.requestId(), command.generation(),
                tunnelId(command.modelId()), command.modelId() + "." + ZONE, command.service(),
                encrypted(command.modelId(), "first", command.recipientKey()));
    }

    public static TunnelRotated rotated(RotateTunnel command) {
        return new TunnelRotated(command.modelId(), command.tenant(), command.requestId(), tunnelId(command.modelId()),
                command.modelId() + "." + ZONE, encrypted(command.modelId(), "rotated", command.recipientKey()));
    }

    public static TunnelDeprovisioned deprovisioned(DeprovisionTunnel command) {
        return new TunnelDeprovisioned(command.modelId(), command.tenant(), command.requestId());
    }

    public static TunnelProvisioningFailed failed(ProvisionTunnel command, TunnelFailure reason, String detail) {
        return new TunnelProvisioningFailed(command.modelId(), command.tenant(), command.requestId(), command.generation(), reason, detail);
    }

    public static String encrypted(String modelId, String variant, String recipientKey) {
        return encrypted(new JsonObject()
                .put("accountTag", ACCOUNT)
                .put("tunnelId", tunnelId(modelId))
                .put("tunnelName", modelId)
                .put("tunnelSecret", secret(modelId, variant)).encode(), recipientKey);
    }

    public static String encrypted(String plain, String recipientKey) {
        try {
            var key = (EllipticCurveJsonWebKey) JsonWebKey.Factory.newJwk(recipientKey);
            var jwe = new JsonWebEncryption();
            jwe.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.ECDH_ES_A256KW);
            jwe.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
            jwe.setKeyIdHeaderValue(key.getKeyId());
            jwe.setKey(key.getECPublicKey());
            jwe.setPayload(plain);
            return jwe.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
