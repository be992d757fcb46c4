package io.trestle.gateway.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/** Finds out who signed. libsecp256k1 where it loads (50 to 80 µs), Bouncy Castle elsewhere (200 to 300 µs). */
public final class AddressRecovery {

    private static final PublicKeyRecovery FASTEST = NativeRecovery.isAvailable() ? new NativeRecovery() : new BouncyCastleRecovery();

    private AddressRecovery() {
    }

    /**
     * @param schemes that are tried, in this order
     * @return the scheme in which the signature is the wallet's, null when it is in none
     */
    public static @Nullable SigningScheme verify(String text, EthereumSignature signature, WalletAddress wallet,
            Collection<SigningScheme> schemes) {
        var bytes = text.getBytes(UTF_8);
        for (var scheme : schemes) {
            if (wallet.equals(recover(scheme.hash(bytes), signature, FASTEST))) {
                return scheme;
            }
        }
        return null;
    }

    static @Nullable WalletAddress recover(byte[] hash, EthereumSignature signature, PublicKeyRecovery recovery) {
        var key = recovery.recover(hash, signature);
        return key == null ? null : WalletAddress.ofPublicKey(key);
    }
}
