package io.trestle.runtime.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Secrets that follow from one master key, so that they need not be stored: HKDF with SHA-256 (RFC 5869). */
public final class DerivedSecrets {

    private static final int HASH_BYTES = 32;

    private DerivedSecrets() {
    }

    /**
     * The same bytes for the same master and info, always; nothing about one from another.
     *
     * @param master at least 16 bytes of key material
     * @param info what the secret is for; must be different for each purpose
     * @param length of the result in bytes, 1 to 8160
     */
    public static byte[] derive(byte[] master, String info, int length) {
        if (master.length < 16) {
            throw new IllegalArgumentException("A master key needs at least 16 bytes");
        }
        return expand(extract(new byte[HASH_BYTES], master), info.getBytes(UTF_8), length);
    }

    /** RFC 5869, 2.2; no salt is a salt of zeros. */
    static byte[] extract(byte[] salt, byte[] keyMaterial) {
        return hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt).doFinal(keyMaterial);
    }

    /** RFC 5869, 2.3. */
    static byte[] expand(byte[] pseudoRandomKey, byte[] info, int length) {
        if (length < 1 || length > 255 * HASH_BYTES) {
            throw new IllegalArgumentException("HKDF-SHA256 gives 1 to 8160 bytes, not " + length);
        }
        var mac = hmac(pseudoRandomKey);
        var result = new byte[length];
        var block = new byte[0];
        for (int done = 0, counter = 1; done < length; done += block.length, counter++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) counter);
            block = mac.doFinal();
            System.arraycopy(block, 0, result, done, Math.min(block.length, length - done));
        }
        Arrays.fill(block, (byte) 0);
        return result;
    }

    private static Mac hmac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }
}
