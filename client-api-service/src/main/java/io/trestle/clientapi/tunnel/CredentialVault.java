package io.trestle.clientapi.tunnel;

import java.io.IOException;
import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.identity.ServiceKeys;
import io.trestle.model.tunnel.TunnelCredential;
import io.trestle.runtime.secret.Sealed;
import io.trestle.runtime.secret.SecretBox;

/** Credentials from the adapter's JWE to the sealed row, and from there to a worker's files. Nothing else sees one. */
@ApplicationScoped
class CredentialVault {

    private final TunnelCredentialRepository credentials;
    private final ServiceKeys keys;
    private final SecretBox box;
    private final ObjectMapper json;
    private final Clock clock;

    CredentialVault(TunnelCredentialRepository credentials, ServiceKeys keys, SecretBox box, ObjectMapper json, Clock clock) {
        this.credentials = credentials;
        this.keys = keys;
        this.box = box;
        this.json = json;
        this.clock = clock;
    }

    /** The credential is not for us, is damaged, or is none of this tunnel. */
    static final class UnreadableCredentialException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableCredentialException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Seals what the JWE carries, in the current transaction.
     *
     * @return fails with {@link UnreadableCredentialException}
     */
    Uni<Void> store(String modelId, String tunnelId, String jwe) {
        return keys.decrypt(jwe)
                .onItem().ifNull().failWith(() -> new UnreadableCredentialException("it is not encrypted to a key of this service"))
                .invoke(plain -> check(plain, tunnelId))
                .chain(plain -> credentials.findById(modelId).chain(known -> known == null
                        ? credentials.persist(seal(new TunnelCredentialEntity(), modelId, plain))
                        : Uni.createFrom().item(seal(known, modelId, plain))))
                .replaceWithVoid();
    }

    /** @return the files of a tunnel that stands; a null item where no credential is stored */
    Uni<ConnectorFiles> files(TunnelEntity tunnel) {
        return credentials.findById(tunnel.modelId).onItem().ifNotNull().transform(stored -> open(tunnel, stored));
    }

    /** A tunnel that is gone needs no credential. */
    Uni<Void> forget(String modelId) {
        return credentials.deleteById(modelId).replaceWithVoid();
    }

    private ConnectorFiles open(TunnelEntity tunnel, TunnelCredentialEntity stored) {
        var credential = parse(box.open(tunnel.modelId, new Sealed(stored.sealedKeyId, stored.sealed)));
        if (tunnel.hostname == null) {
            throw new IllegalStateException("Tunnel of model " + tunnel.modelId + " has a credential but no hostname");
        }
        return new ConnectorFiles(CloudflaredCredential.of(credential),
                CloudflaredConfig.of(credential.tunnelId(), tunnel.hostname, tunnel.service));
    }

    private TunnelCredentialEntity seal(TunnelCredentialEntity row, String modelId, byte[] plain) {
        var sealed = box.seal(modelId, plain);
        row.modelId = modelId;
        row.sealedKeyId = sealed.keyId();
        row.sealed = sealed.bytes();
        row.receivedAt = clock.instant();
        return row;
    }

    private void check(byte[] plain, String tunnelId) {
        var credential = parse(plain);
        if (!tunnelId.equals(credential.tunnelId())) {
            throw new UnreadableCredentialException("it belongs to another tunnel");
        }
    }

    @SuppressWarnings("ConstantValue") // Jackson leaves absent members null
    private TunnelCredential parse(byte[] plain) {
        try {
            var credential = json.readValue(plain, TunnelCredential.class);
            if (credential == null || credential.accountTag() == null || credential.tunnelId() == null
                    || credential.tunnelName() == null || credential.tunnelSecret() == null) {
                throw new UnreadableCredentialException("it is not complete");
            }
            return credential;
        } catch (IOException e) {
            // the cause would quote the credential
            throw new UnreadableCredentialException("it is not a credential");
        }
    }
}
