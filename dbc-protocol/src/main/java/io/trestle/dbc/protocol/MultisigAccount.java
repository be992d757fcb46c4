package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;

import org.bouncycastle.crypto.digests.Blake2bDigest;

/** The account of a group of wallets, as Substrate's multisig pallet derives it. */
public final class MultisigAccount {

    /** The length of the list is written in one SCALE byte; the pallet allows no more signatories on the chains in question. */
    private static final int MOST_WALLETS = 63;

    private MultisigAccount() {
    }

    /**
     * @param wallets 2 to 63 different addresses, in any order
     * @param threshold how many of them must sign, 1 to as many as there are
     * @throws IllegalArgumentException a wallet is no address, or the numbers don't fit
     */
    public static String address(List<String> wallets, int threshold) {
        var keys = wallets.stream().map(Ss58::decode).sorted(Arrays::compareUnsigned).toList();
        if (keys.size() < 2 || keys.size() > MOST_WALLETS) {
            throw new IllegalArgumentException("A multisig account has 2 to " + MOST_WALLETS + " wallets");
        }
        if (threshold < 1 || threshold > keys.size()) {
            throw new IllegalArgumentException("The threshold is 1 to " + keys.size());
        }
        var blake = new Blake2bDigest(256);
        var prefix = "modlpy/utilisuba".getBytes(US_ASCII);
        blake.update(prefix, 0, prefix.length);
        blake.update((byte) (keys.size() << 2));
        keys.forEach(key -> blake.update(key, 0, key.length));
        blake.update((byte) threshold);
        blake.update((byte) (threshold >> 8));
        var account = new byte[32];
        blake.doFinal(account, 0);
        return Ss58.encode(account);
    }
}
