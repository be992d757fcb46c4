package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

import org.bouncycastle.crypto.digests.Blake2bDigest;

/** Wallet addresses: SS58 of a 32-byte public key with the generic prefix 42, which is the one that DBC uses. */
public final class Ss58 {

    private static final byte PREFIX = 42;
    private static final int KEY = 32;
    private static final int LENGTH = 1 + KEY + 2;

    private Ss58() {
    }

    public static String encode(byte[] publicKey) {
        if (publicKey.length != KEY) {
            throw new IllegalArgumentException("A public key has 32 bytes");
        }
        var bytes = new byte[LENGTH];
        bytes[0] = PREFIX;
        System.arraycopy(publicKey, 0, bytes, 1, KEY);
        System.arraycopy(checksum(bytes), 0, bytes, 1 + KEY, 2);
        return Base58.encode(bytes);
    }

    /**
     * @return the public key
     * @throws IllegalArgumentException it is no address, is mistyped, or belongs to another chain
     */
    public static byte[] decode(String address) {
        if (address.length() < 46 || address.length() > 49) {
            throw new IllegalArgumentException("Not a wallet address: 47 or 48 characters");
        }
        var bytes = Base58.decode(address);
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("Not a wallet address: not a key of 32 bytes");
        }
        if (bytes[0] != PREFIX) {
            throw new IllegalArgumentException("A wallet address of another chain (SS58 prefix " + bytes[0] + ", not 42)");
        }
        var checksum = checksum(bytes);
        if (checksum[0] != bytes[LENGTH - 2] || checksum[1] != bytes[LENGTH - 1]) {
            throw new IllegalArgumentException("Not a wallet address: the checksum does not match");
        }
        return Arrays.copyOfRange(bytes, 1, 1 + KEY);
    }

    private static byte[] checksum(byte[] address) {
        var blake = new Blake2bDigest(512);
        var context = "SS58PRE".getBytes(US_ASCII);
        blake.update(context, 0, context.length);
        blake.update(address, 0, 1 + KEY);
        var hash = new byte[64];
        blake.doFinal(hash, 0);
        return hash;
    }
}
