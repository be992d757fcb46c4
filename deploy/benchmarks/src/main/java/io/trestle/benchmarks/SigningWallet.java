package io.trestle.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

import org.bouncycastle.crypto.digests.KeccakDigest;

import fr.acinq.secp256k1.Secp256k1;

/** A wallet with a key of its own. */
final class SigningWallet {

    private static final Secp256k1 CURVE = Secp256k1.get();

    private final byte[] key = new byte[32];
    private final byte[] publicKey;

    SigningWallet() {
        do {
            new SecureRandom().nextBytes(key);
        } while (!CURVE.secKeyVerify(key));
        publicKey = CURVE.pubkeyCreate(key);
    }

    /** In lower case. */
    String address() {
        return "0x" + HexFormat.of().formatHex(keccak(Arrays.copyOfRange(publicKey, 1, 65)), 12, 32);
    }

    /** As a wallet's {@code personal_sign} does it. */
    Signed sign(String text) {
        var hash = hash(text);
        var compact = CURVE.sign(hash, key, null);
        var parity = Arrays.equals(CURVE.ecdsaRecover(compact, hash, 0), publicKey) ? 0 : 1;
        return new Signed(hash, compact, parity);
    }

    private static byte[] hash(String text) {
        var bytes = text.getBytes(UTF_8);
        return keccak(("\u0019Ethereum Signed Message:\n" + bytes.length).getBytes(UTF_8), bytes);
    }

    private static byte[] keccak(byte[]... parts) {
        var digest = new KeccakDigest(256);
        for (var part : parts) {
            digest.update(part, 0, part.length);
        }
        var hash = new byte[32];
        digest.doFinal(hash, 0);
        return hash;
    }

    /**
     * A signature in parts.
     *
     * @param hash of the text, which is what is signed
     * @param compact r and s
     */
    record Signed(byte[] hash, byte[] compact, int parity) {

        String hex() {
            return "0x" + HexFormat.of().formatHex(compact) + (parity == 0 ? "1b" : "1c");
        }
    }
}
