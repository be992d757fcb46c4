package io.trestle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import io.trestle.gateway.signature.AddressRecovery;
import io.trestle.gateway.signature.EthereumSignature;
import io.trestle.gateway.signature.SigningScheme;
import io.trestle.gateway.signature.WalletAddress;

import fr.acinq.secp256k1.Secp256k1;

/** The same signatures, checked on one thread by libsecp256k1 alone and by the gateway's own class. */
final class AddressRecoveries {

    private static final int KEYS = 64;
    private static final List<SigningScheme> SCHEMES = List.of(SigningScheme.EIP_191);

    private record Sample(String text, SigningWallet.Signed signed, String hex, EthereumSignature signature, WalletAddress wallet) {
    }

    private final List<Sample> samples = new ArrayList<>();

    AddressRecoveries() {
        IntStream.range(0, KEYS).mapToObj(AddressRecoveries::sample).forEach(samples::add);
    }

    private static Sample sample(int number) {
        var wallet = new SigningWallet();
        var text = Integer.toString(1_700_000_000 + number);
        var signed = wallet.sign(text);
        return new Sample(text, signed, signed.hex(), Objects.requireNonNull(EthereumSignature.parse(signed.hex())),
                Objects.requireNonNull(WalletAddress.parse(wallet.address())));
    }

    /** The public key from a hash and a signature in bytes, and nothing else: no hashing, no address, nothing compared. */
    double rawPerSecond(int millis) {
        return perSecond(millis, n -> {
            var sample = samples.get(n);
            return Secp256k1.get().ecdsaRecover(sample.signed().compact(), sample.signed().hash(), sample.signed().parity()).length == 65;
        });
    }

    /** Text to bytes, prefix and Keccak, the public key, its Keccak, the address in hex, compared with the wallet's. */
    double ownPerSecond(int millis) {
        return perSecond(millis, n -> {
            var sample = samples.get(n);
            return AddressRecovery.verify(sample.text(), sample.signature(), sample.wallet(), SCHEMES) == SigningScheme.EIP_191;
        });
    }

    /** The same from the signature in hex on, whose numbers are held against their ranges. */
    double ownWithParsingPerSecond(int millis) {
        return perSecond(millis, n -> {
            var sample = samples.get(n);
            var signature = Objects.requireNonNull(EthereumSignature.parse(sample.hex()));
            return AddressRecovery.verify(sample.text(), signature, sample.wallet(), SCHEMES) == SigningScheme.EIP_191;
        });
    }

    private static double perSecond(int millis, IntPredicate recovers) {
        var begin = System.nanoTime();
        var end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
        var recovered = 0;
        while (System.nanoTime() < end) {
            for (var n = 0; n < KEYS; n++) {
                if (!recovers.test(n)) {
                    throw new IllegalStateException("A good signature is refused");
                }
            }
            recovered += KEYS;
        }
        return recovered * 1e9 / (System.nanoTime() - begin);
    }
}
