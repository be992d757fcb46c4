package io.trestle.gateway.signature;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;

/** Through libsecp256k1. */
final class NativeRecovery implements PublicKeyRecovery {

    private static final Logger LOG = Logger.getLogger(NativeRecovery.class);

    static boolean isAvailable() {
        try {
            return Secp256k1.get() != null;
        } catch (LinkageError | RuntimeException e) {
            LOG.warnf("libsecp256k1 does not load here, signatures are checked by Bouncy Castle: %s", e.toString());
            return false;
        }
    }

    @Override
    public byte @Nullable [] recover(byte[] hash, EthereumSignature signature) {
        try {
            return Secp256k1.get().ecdsaRecover(signature.compact(), hash, signature.parity());
        } catch (Secp256k1Exception noSuchPoint) {
            return null;
        }
    }
}
