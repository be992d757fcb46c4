package io.trestle.gateway.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What a wallet hashes when it is asked to sign a text. */
public enum SigningScheme {
    /** The text alone. The gateway's published example is signed so; browser wallets cannot do it. */
    RAW {
        @Override
        byte[] hash(byte[] text) {
            return Keccak.hash(text);
        }
    },
    /** {@code personal_sign}: the text after a prefix with its length in bytes. */
    EIP_191 {
        @Override
        byte[] hash(byte[] text) {
            return Keccak.hash(("\u0019Ethereum Signed Message:\n" + text.length).getBytes(UTF_8), text);
        }
    };

    abstract byte[] hash(byte[] text);
}
