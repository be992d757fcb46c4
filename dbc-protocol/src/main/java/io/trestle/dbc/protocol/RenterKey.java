package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

import cafe.cryptography.curve25519.Constants;
import cafe.cryptography.curve25519.Scalar;

/**
 * A renter's key: an sr25519 mini-secret of 32 bytes, expanded the way ed25519 does, without a derivation path. That is what DBC's
 * {@code sign_tool} takes. Shows itself by its address only.
 */
public final class RenterKey {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Scalar secret;
    private final byte[] signingSeed;
    private final byte[] publicKey;

    private RenterKey(byte[] miniSecret) {
        var expanded = sha512(miniSecret);
        secret = dividedByCofactor(Arrays.copyOf(expanded, 32));
        signingSeed = Arrays.copyOfRange(expanded, 32, 64);
        publicKey = Constants.RISTRETTO_GENERATOR_TABLE.multiply(secret).compress().toByteArray();
    }

    /**
     * @param hex the mini-secret: 64 hex digits, {@code 0x} before them or not
     * @throws IllegalArgumentException it is not that; the message does not repeat it
     */
    public static RenterKey fromHex(String hex) {
        var digits = hex.startsWith("0x") ? hex.substring(2) : hex;
        if (!digits.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("A renter's key is 64 hex digits");
        }
        return new RenterKey(HexFormat.of().parseHex(digits));
    }

    /** A new random one. */
    public static RenterKey random() {
        var miniSecret = new byte[32];
        RANDOM.nextBytes(miniSecret);
        return new RenterKey(miniSecret);
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The wallet: SS58 with prefix 42. */
    public String address() {
        return Ss58.encode(publicKey);
    }

    /** Signs the text's own bytes, as the node wants a nonce or session id signed: 128 lower-case hex digits. Different each time. */
    public String sign(String text) {
        return HexFormat.of().formatHex(sign(text.getBytes(US_ASCII)));
    }

    byte[] sign(byte[] message) {
        var transcript = Sr25519.signing(message, publicKey);
        var nonce = transcript.witness("signing", signingSeed, RANDOM);
        var r = Constants.RISTRETTO_GENERATOR_TABLE.multiply(nonce).compress().toByteArray();
        return Sr25519.encode(r, Sr25519.challenge(transcript, r).multiplyAndAdd(secret, nonce));
    }

    @Override
    public String toString() {
        return "RenterKey[" + address() + "]";
    }

    /** Clamps as ed25519 does; schnorrkel then takes an eighth, since ristretto255 has no cofactor. */
    private static Scalar dividedByCofactor(byte[] half) {
        half[0] &= (byte) 0xF8;
        half[31] &= 0x3F;
        half[31] |= 0x40;
        var low = 0;
        for (int i = 31; i >= 0; i--) {
            var value = half[i] & 0xFF;
            half[i] = (byte) (value >>> 3 | low << 5);
            low = value & 7;
        }
        return Scalar.fromBits(half);
    }

    private static byte[] sha512(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-512", e);
        }
    }
}
