package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

import cafe.cryptography.curve25519.CompressedRistretto;
import cafe.cryptography.curve25519.Constants;
import cafe.cryptography.curve25519.InvalidEncodingException;
import cafe.cryptography.curve25519.Scalar;

/**
 * Verification of schnorrkel signatures: Schnorr over ristretto255 with Merlin transcripts, signing context {@code substrate}.
 * {@link RenterKey} makes them.
 */
public final class Sr25519 {

    public static final int PUBLIC_KEY_LENGTH = 32;
    public static final int SIGNATURE_LENGTH = 64;

    /** The highest bit of a signature tells schnorrkel's from ed25519's. */
    private static final int MARK = 0x80;

    private Sr25519() {
    }

    /** False for whatever does not verify, malformed keys and signatures included. */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != PUBLIC_KEY_LENGTH || signature.length != SIGNATURE_LENGTH || (signature[63] & MARK) == 0) {
            return false;
        }
        var r = Arrays.copyOfRange(signature, 0, 32);
        var s = Arrays.copyOfRange(signature, 32, 64);
        s[31] &= (byte) ~MARK;
        try {
            var key = new CompressedRistretto(publicKey).decompress();
            var challenge = challenge(signing(message, publicKey), r);
            var expected = Constants.RISTRETTO_GENERATOR_TABLE.multiply(Scalar.fromCanonicalBytes(s)).subtract(key.multiply(challenge));
            return Arrays.equals(expected.compress().toByteArray(), r);
        } catch (InvalidEncodingException | IllegalArgumentException notAPointOrScalar) {
            return false;
        }
    }

    static Transcript signing(byte[] message, byte[] publicKey) {
        return new Transcript("SigningContext")
                .append("", "substrate".getBytes(US_ASCII))
                .append("sign-bytes", message)
                .append("proto-name", "Schnorr-sig".getBytes(US_ASCII))
                .append("sign:pk", publicKey);
    }

    static Scalar challenge(Transcript transcript, byte[] r) {
        return transcript.append("sign:R", r).challenge("sign:c");
    }

    static byte[] encode(byte[] r, Scalar s) {
        var signature = Arrays.copyOf(r, SIGNATURE_LENGTH);
        System.arraycopy(s.toByteArray(), 0, signature, 32, 32);
        signature[63] |= (byte) MARK;
        return signature;
    }
}
