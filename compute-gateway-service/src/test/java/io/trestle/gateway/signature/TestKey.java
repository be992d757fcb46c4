package io.trestle.gateway.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.HexFormat;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/** A wallet's key in tests, made up from a name; signs as wallets do (RFC 6979, low s). */
public final class TestKey {

    private static final ECDomainParameters CURVE = new ECDomainParameters(CustomNamedCurves.getByName("secp256k1"));
    public static final BigInteger ORDER = CURVE.getN();

    private final BigInteger secret;
    private final WalletAddress address;

    private TestKey(BigInteger secret) {
        this.secret = secret;
        address = WalletAddress.ofPublicKey(CURVE.getG().multiply(secret).normalize().getEncoded(false));
    }

    public static TestKey named(String name) {
        return new TestKey(new BigInteger(1, Keccak.hash(name.getBytes(UTF_8))));
    }

    public WalletAddress address() {
        return address;
    }

    /** As {@code personal_sign} does; v is 27 or 28. */
    public String sign(String text) {
        return sign(text, SigningScheme.EIP_191);
    }

    public String sign(String text, SigningScheme scheme) {
        var hash = scheme.hash(text.getBytes(UTF_8));
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(secret, CURVE));
        var parts = signer.generateSignature(hash);
        var s = parts[1].compareTo(ORDER.shiftRight(1)) > 0 ? ORDER.subtract(parts[1]) : parts[1];
        for (int parity = 0; parity < 2; parity++) {
            var hex = hex(parts[0], s, 27 + parity);
            if (address.equals(AddressRecovery.recover(hash, EthereumSignature.parse(hex), new BouncyCastleRecovery()))) {
                return hex;
            }
        }
        throw new AssertionError("One of the two parities is right");
    }

    public static String hex(BigInteger r, BigInteger s, int v) {
        return String.format("0x%064x%064x%02x", r, s, v);
    }

    public String secretHex() {
        return "0x" + HexFormat.of().formatHex(secret.toByteArray());
    }
}
