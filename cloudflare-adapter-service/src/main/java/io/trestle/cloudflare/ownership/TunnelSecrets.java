package io.trestle.cloudflare.ownership;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import io.trestle.runtime.secret.DerivedSecrets;

/**
 * The secrets of all tunnels follow from one master key (HKDF, RFC 5869), the tenant, the model and the version. So none is stored; one that
 * a crash kept us from writing down is known all the same; and a tunnel at Cloudflare whose secret is one of ours was made by us. Those of the
 * pool follow from the key and the model alone: they prove that we made the tunnel, and the table, or the record's comment, says for whom.
 */
@ApplicationScoped
public class TunnelSecrets {

    /** What Cloudflare demands at least. */
    private static final int SECRET_BYTES = 32;
    /** How far past the known version a proof looks: our table may be behind what stands at Cloudflare, for example after it was lost. */
    private static final int LATER_GENERATIONS = 3;
    private static final int LATER_ROTATIONS = 100;

    private final byte[] master;

    @Inject
    TunnelSecrets(OwnershipConfig config) {
        this(decode(config.masterKey()));
    }

    TunnelSecrets(byte[] master) {
        this.master = master.clone();
    }

    public byte[] secret(String tenant, String modelId, SecretVersion version) {
        // The parts hold no line break (checked where commands come in), so no two of them give the same text.
        if (version.pooled()) {
            return DerivedSecrets.derive(master, "trestle pooled tunnel secret v1\n" + modelId, SECRET_BYTES);
        }
        return DerivedSecrets.derive(master, "trestle tunnel secret v1\n" + tenant + "\n" + modelId + "\n" + version.generation() + "\n"
                + version.rotation(), SECRET_BYTES);
    }

    /**
     * Which of the model's secrets this is, the expected one first; null where it is none, so that the tunnel is not ours.
     */
    public @Nullable SecretVersion prove(String tenant, String modelId, SecretVersion expected, byte[] secret) {
        for (var likely : List.of(expected, SecretVersion.POOLED)) {
            if (isSecret(tenant, modelId, likely, secret)) {
                return likely;
            }
        }
        for (var generation = expected.generation() + LATER_GENERATIONS; generation >= 1; generation--) {
            for (var rotation = 0; rotation <= LATER_ROTATIONS; rotation++) {
                var version = new SecretVersion(generation, rotation);
                if (isSecret(tenant, modelId, version, secret)) {
                    return version;
                }
            }
        }
        return null;
    }

    private boolean isSecret(String tenant, String modelId, SecretVersion version, byte[] secret) {
        return version.generation() >= 1 && MessageDigest.isEqual(secret, secret(tenant, modelId, version));
    }

    private static byte[] decode(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The cause would quote a character of the key.
            throw new IllegalStateException("TRESTLE_CLOUDFLARE_MASTER_KEY is not base64");
        }
        if (key.length != SECRET_BYTES) {
            throw new IllegalStateException("TRESTLE_CLOUDFLARE_MASTER_KEY has " + key.length + " bytes, " + SECRET_BYTES + " are needed");
        }
        return key;
    }
}
