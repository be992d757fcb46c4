package io.trestle.gateway.signature;

import org.jspecify.annotations.Nullable;

/** ECDSA public key recovery on secp256k1 (SEC 1, 4.1.6). */
interface PublicKeyRecovery {

    /** @return the key, uncompressed, 65 bytes; null when no key can have made this signature */
    byte @Nullable [] recover(byte[] hash, EthereumSignature signature);
}
