package io.trestle.runtime.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Seals secrets for the database with AES-256-GCM. What is sealed opens for the same owner only: the owner's id and the key's id are
 * authenticated with it, so that a row copied to another owner stays closed.
 */
@ApplicationScoped
public class SecretBox {

    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    /** 96 bits, the length GCM is defined for (NIST SP 800-38D, 8.2). Random nonces are safe for 2^32 secrets under one key. */
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> keys = new HashMap<>();
    private final String activeKey;

    /** @throws ConfigurationException the active key is not configured, or a key is not 32 bytes of base64 */
    @Inject
    SecretBox(SecretsConfig config) {
        config.keys().forEach((id, base64) -> keys.put(id, key(id, base64)));
        activeKey = config.activeKey().orElseThrow(() -> new ConfigurationException(
                "trestle.secrets.active-key is not set: name the key of trestle.secrets.keys.<id> that seals secrets"));
        if (!keys.containsKey(activeKey)) {
            throw new ConfigurationException("trestle.secrets.active-key is '" + activeKey + "', but trestle.secrets.keys." + activeKey
                    + " is not set: set it to the base64 of 32 random bytes");
        }
    }

    /** @param ownerId what the secret belongs to, for example the row's id; never changes while the secret is stored */
    public Sealed seal(String ownerId, byte[] plain) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var text = cipher(Cipher.ENCRYPT_MODE, activeKey, ownerId, nonce).doFinal(plain);
            return new Sealed(activeKey, ByteBuffer.allocate(1 + NONCE_BYTES + text.length).put(VERSION).put(nonce).put(text).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not usable here", e);
        }
    }

    /** @throws UnreadableSecretException it was not sealed for this owner, was changed, or its key is no longer configured */
    public byte[] open(String ownerId, Sealed sealed) {
        var bytes = sealed.bytes();
        if (!keys.containsKey(sealed.keyId())) {
            throw new UnreadableSecretException("Key '" + sealed.keyId() + "' is not configured", null);
        }
        if (bytes.length < 1 + NONCE_BYTES + TAG_BITS / 8 || bytes[0] != VERSION) {
            throw new UnreadableSecretException("Not a sealed secret of version " + VERSION, null);
        }
        try {
            var nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, sealed.keyId(), ownerId, nonce)
                    .doFinal(bytes, 1 + NONCE_BYTES, bytes.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new UnreadableSecretException("Sealed for another owner, or changed since", e);
        }
    }

    /** Whether the secret was sealed with an older key, and should be opened and sealed again. */
    public boolean needsReseal(Sealed sealed) {
        return !sealed.keyId().equals(activeKey);
    }

    String activeKey() {
        return activeKey;
    }

    @Override
    public String toString() {
        return "SecretBox[activeKey=" + activeKey + "]";
    }

    private Cipher cipher(int mode, String keyId, String ownerId, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData(keyId, ownerId));
        return cipher;
    }

    /** Length before the key id, so that no two pairs of ids give the same bytes. */
    private static byte[] associatedData(String keyId, String ownerId) {
        var key = keyId.getBytes(UTF_8);
        var owner = ownerId.getBytes(UTF_8);
        return ByteBuffer.allocate(1 + Integer.BYTES + key.length + owner.length)
                .put(VERSION).putInt(key.length).put(key).put(owner).array();
    }

    private static SecretKey key(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The cause would quote a character of the key.
            throw new ConfigurationException("trestle.secrets.keys." + id + " is not base64");
        }
        if (bytes.length != KEY_BYTES) {
            throw new ConfigurationException(
                    "trestle.secrets.keys." + id + " has " + bytes.length + " bytes, " + KEY_BYTES + " are needed");
        }
        return new SecretKeySpec(bytes, "AES");
    }
}
