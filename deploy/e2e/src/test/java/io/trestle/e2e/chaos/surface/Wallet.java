package io.trestle.e2e.chaos.surface;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/** A wallet's key, made up from a name; signs as wallets do (RFC 6979, low s). */
final class Wallet {

    private static final ECDomainParameters CURVE = new ECDomainParameters(CustomNamedCurves.getByName("secp256k1"));

    private final BigInteger secret;
    private final String address;

    Wallet(String name) {
        secret = new BigInteger(1, keccak(name.getBytes(StandardCharsets.UTF_8)));
        var point = CURVE.getG().multiply(secret).normalize().getEncoded(false);
        var hash = keccak(Arrays.copyOfRange(point, 1, point.length));
        address = "0x" + HexFormat.of().formatHex(hash, 12, 32);
    }

    String address() {
        return address;
    }

    /** {@code personal_sign}; v is 27 or 28. */
    String sign(String text) {
        var hash = keccak(("\u0019Ethereum Signed Message:\n" + text.length() + text).getBytes(StandardCharsets.US_ASCII));
        var drawn = new HMacDSAKCalculator(new SHA256Digest());
        drawn.init(CURVE.getN(), secret, hash);
        var k = drawn.nextK();
        var point = CURVE.getG().multiply(k).normalize();
        var r = point.getAffineXCoord().toBigInteger().mod(CURVE.getN());
        var s = k.modInverse(CURVE.getN()).multiply(new BigInteger(1, hash).add(r.multiply(secret))).mod(CURVE.getN());
        var odd = point.getAffineYCoord().toBigInteger().testBit(0);
        if (s.compareTo(CURVE.getN().shiftRight(1)) > 0) {
            s = CURVE.getN().subtract(s);
            odd = !odd;
        }
        return String.format(Locale.ROOT, "0x%064x%064x%02x", r, s, odd ? 28 : 27);
    }

    private static byte[] keccak(byte[] text) {
        var digest = new KeccakDigest(256);
        digest.update(text, 0, text.length);
        var hash = new byte[32];
        digest.doFinal(hash, 0);
        return hash;
    }
}
