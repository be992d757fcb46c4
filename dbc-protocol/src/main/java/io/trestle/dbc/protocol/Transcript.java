package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

import cafe.cryptography.curve25519.Scalar;

/** A Merlin transcript (merlin.cool): the messages of a proof, from which its challenges follow. */
final class Transcript {

    private final Strobe strobe;

    Transcript(String label) {
        strobe = new Strobe(ascii("Merlin v1.0"));
        append("dom-sep", ascii(label));
    }

    Transcript append(String label, byte[] message) {
        strobe.metaData(ascii(label), false);
        strobe.metaData(length(message.length), true);
        strobe.associatedData(message);
        return this;
    }

    Scalar challenge(String label) {
        strobe.metaData(ascii(label), false);
        strobe.metaData(length(64), true);
        return Scalar.fromBytesModOrderWide(strobe.random(64));
    }

    /** A secret scalar that depends on all that was appended, on the secret seed and on fresh randomness; the transcript stays as it is. */
    Scalar witness(String label, byte[] seed, SecureRandom randomness) {
        var fork = strobe.copy();
        fork.metaData(ascii(label), false);
        fork.metaData(length(seed.length), true);
        fork.key(seed);
        var fresh = new byte[32];
        randomness.nextBytes(fresh);
        fork.metaData(ascii("rng"), false);
        fork.key(fresh);
        fork.metaData(length(64), false);
        return Scalar.fromBytesModOrderWide(fork.random(64));
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
