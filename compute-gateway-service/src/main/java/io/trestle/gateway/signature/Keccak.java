package io.trestle.gateway.signature;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum has it, with the padding from before SHA-3 became a standard. */
final class Keccak {

    private Keccak() {
    }

    static byte[] hash(byte[]... parts) {
        var digest = new KeccakDigest(256);
        for (var part : parts) {
            digest.update(part, 0, part.length);
        }
        var hash = new byte[32];
        digest.doFinal(hash, 0);
        return hash;
    }
}
