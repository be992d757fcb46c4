package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * The text form that DBC gives to nonces, session ids and task ids: Base58Check without a version byte, so the payload and the first
 * four bytes of its double SHA-256. The payload of a nonce or session id is a lower-case UUID's 36 characters, that of a task id some digits.
 */
public final class DbcId {

    /** Longer texts are not looked at: decoding costs the square of the length. */
    private static final int LONGEST = 100;
    private static final int CHECKSUM = 4;

    private DbcId() {
    }

    /** A nonce or session id of this UUID: 55 characters or about that. */
    public static String of(UUID uuid) {
        return encode(uuid.toString());
    }

    /** A nonce that nobody used before. */
    public static String newNonce() {
        return of(UUID.randomUUID());
    }

    /** @param payload ASCII */
    public static String encode(String payload) {
        var bytes = payload.getBytes(US_ASCII);
        var checked = Arrays.copyOf(bytes, bytes.length + CHECKSUM);
        System.arraycopy(checksum(bytes), 0, checked, bytes.length, CHECKSUM);
        return Base58.encode(checked);
    }

    /** @throws IllegalArgumentException the characters or the checksum are not right */
    public static String decode(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            throw new IllegalArgumentException("Not Base58Check: 1 to " + LONGEST + " characters");
        }
        var checked = Base58.decode(id);
        if (checked.length <= CHECKSUM) {
            throw new IllegalArgumentException("Not Base58Check: too short");
        }
        var payload = Arrays.copyOf(checked, checked.length - CHECKSUM);
        if (!Arrays.equals(checksum(payload), Arrays.copyOfRange(checked, payload.length, checked.length))) {
            throw new IllegalArgumentException("Not Base58Check: the checksum does not match");
        }
        return new String(payload, US_ASCII);
    }

    public static boolean isValid(String id) {
        try {
            decode(id);
            return true;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    private static byte[] checksum(byte[] payload) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(sha256.digest(sha256.digest(payload)), CHECKSUM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
