package io.trestle.clientapi.identity;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/** The key pairs of the service, held in memory; another replica's new key is fetched when something names it. */
@ApplicationScoped
public class ServiceKeys {

    private static final Logger LOG = Logger.getLogger(ServiceKeys.class);

    private final ServiceKeyStore store;
    private volatile List<ServiceKey> keys = List.of();

    ServiceKeys(ServiceKeyStore store) {
        this.store = store;
    }

    /** The public key (JWK as JSON text) that a secret for this service is to be encrypted to. */
    public Uni<String> recipientKey() {
        return active(KeyPurpose.ENCRYPT).map(ServiceKey::publicJson);
    }

    /**
     * What a compact JWE (ECDH-ES+A256KW, A256GCM) carries that was encrypted to one of our keys.
     *
     * @return a null item where it was not, or is damaged
     */
    public Uni<byte[]> decrypt(String jwe) {
        var id = recipient(jwe);
        if (id == null) {
            return Uni.createFrom().nullItem();
        }
        return find(id).map(key -> key == null ? null : decrypt(jwe, key));
    }

    Uni<ServiceKey> active(KeyPurpose purpose) {
        return known(key -> key.active() && key.purpose() == purpose).onItem().ifNull()
                .failWith(() -> new IllegalStateException("There is no active key to " + purpose));
    }

    /** All of them, retired ones included, in the order they were made. */
    Uni<List<ServiceKey>> all() {
        return store.load().invoke(loaded -> keys = loaded);
    }

    Uni<ServiceKey> rotate(KeyPurpose purpose) {
        return store.rotate(purpose).invoke(loaded -> keys = loaded)
                .invoke(() -> LOG.infof("There is a new key to %s", purpose))
                .chain(() -> active(purpose));
    }

    private Uni<@Nullable ServiceKey> find(String id) {
        return known(key -> key.id().equals(id) && key.purpose() == KeyPurpose.ENCRYPT);
    }

    private Uni<@Nullable ServiceKey> known(java.util.function.Predicate<ServiceKey> wanted) {
        var held = first(keys, wanted);
        return held.isPresent() ? Uni.createFrom().item(held.get()) : all().map(loaded -> first(loaded, wanted).orElse(null));
    }

    private static Optional<ServiceKey> first(List<ServiceKey> keys, java.util.function.Predicate<ServiceKey> wanted) {
        return keys.stream().filter(wanted).findFirst();
    }

    private static @Nullable String recipient(String jwe) {
        try {
            var parsed = new JsonWebEncryption();
            parsed.setCompactSerialization(jwe);
            return parsed.getKeyIdHeaderValue();
        } catch (JoseException e) {
            LOG.debug("Not a JWE");
            return null;
        }
    }

    private static byte @Nullable [] decrypt(String jwe, ServiceKey key) {
        try {
            var encrypted = new JsonWebEncryption();
            encrypted.setAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, KeyManagementAlgorithmIdentifiers.ECDH_ES_A256KW));
            encrypted.setContentEncryptionAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, ContentEncryptionAlgorithmIdentifiers.AES_256_GCM));
            encrypted.setCompactSerialization(jwe);
            encrypted.setKey(key.pair().getPrivateKey());
            return encrypted.getPlaintextBytes();
        } catch (JoseException e) {
            LOG.debugf("A JWE to %s cannot be opened", key);
            return null;
        }
    }
}
