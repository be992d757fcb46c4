package io.trestle.gateway.greet;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.session.SessionConfig;
import io.trestle.gateway.session.SessionTokens;
import io.trestle.gateway.signature.AddressRecovery;
import io.trestle.gateway.signature.EthereumSignature;
import io.trestle.gateway.signature.SignedTimestamp;
import io.trestle.gateway.signature.SigningScheme;
import io.trestle.gateway.signature.SiweMessage;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.gateway.wallet.WalletStore;

/**
 * Turns a proof into a session. What is wrong with a proof is said in the log only: to whoever guesses, each hint is a step.
 */
@ApplicationScoped
class SigningIn {

    private static final Logger LOG = Logger.getLogger(SigningIn.class);
    /** {@code input=cheat} without an address signs this wallet in; nobody has its key. */
    static final WalletAddress CHEAT = new WalletAddress("0x00000000000000000000000000000000000c4ea7");

    private final WalletStore wallets;
    private final GatewayConfig config;
    private final SessionConfig sessions;
    private final Nonces nonces;
    private final SiweDomains domains;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<SigningScheme> schemes;

    SigningIn(WalletStore wallets, GatewayConfig config, SessionConfig sessions, Nonces nonces, SiweDomains domains, Clock clock) {
        this.wallets = wallets;
        this.config = config;
        this.sessions = sessions;
        this.nonces = nonces;
        this.domains = domains;
        this.clock = clock;
        schemes = config.rawSignatures() ? List.of(SigningScheme.EIP_191, SigningScheme.RAW) : List.of(SigningScheme.EIP_191);
    }

    /** With a signed time. The item is null where the proof does not hold. */
    Uni<@Nullable Session> byTimestamp(String input, String address, String signature) {
        if (config.testMode() && input.equals("cheat")) {
            return cheat(address);
        }
        var timestamp = SignedTimestamp.parse(input);
        if (timestamp == null) {
            return refused("its time is not a plain Unix time");
        }
        var wallet = WalletAddress.parse(address);
        var parsed = EthereumSignature.parse(signature);
        if (wallet == null || parsed == null) {
            return refused(wallet == null ? "its address is not one" : "its signature is malformed");
        }
        if (!timestamp.isWithin(config.signatureWindow(), clock.instant())) {
            return refused("its time is too far from now");
        }
        var scheme = AddressRecovery.verify(timestamp.text(), parsed, wallet, schemes);
        if (scheme == null) {
            return refused("the signature is not that of " + wallet);
        }
        LOG.debugf("A signature of %s verifies as %s", wallet, scheme);
        // By time, not by signature: each signature has a twin that verifies too.
        return use(wallet, wallet + "|" + timestamp.seconds(), config.signatureWindow().multipliedBy(2).plusSeconds(1));
    }

    /** With a message that names this site and a nonce of ours. It authorizes the wallet as well. The item is null where it does not hold. */
    Uni<@Nullable Session> byMessage(String text, String signature) {
        var message = SiweMessage.parse(text);
        var parsed = EthereumSignature.parse(signature);
        if (message == null || parsed == null) {
            return refused(message == null ? "it is no message of EIP-4361" : "its signature is malformed");
        }
        var now = clock.instant();
        var expires = message.expiresAt();
        var notBefore = message.notBefore();
        if (!domains.contains(message.domain())) {
            return refused("its message is for " + message.domain());
        }
        if (!nonces.isValid(message.nonce()) || (expires != null && !expires.isAfter(now)) || (notBefore != null && notBefore.isAfter(now))
                || message.issuedAt().isAfter(now.plus(config.signatureWindow()))) {
            return refused("its message is not valid now");
        }
        if (AddressRecovery.verify(text, parsed, message.wallet(), List.of(SigningScheme.EIP_191)) == null) {
            return refused("the signature is not that of " + message.wallet());
        }
        return wallets.authorize(message.wallet(), true)
                .chain(authorized -> use(message.wallet(), "siwe|" + message.nonce(), Nonces.LIFETIME.multipliedBy(2)));
    }

    private Uni<@Nullable Session> cheat(String address) {
        var wallet = address.isEmpty() ? CHEAT : WalletAddress.parse(address);
        return wallet == null
                ? refused("its address is not one")
                : wallets.authorize(wallet, true).chain(done -> wallets.find(wallet))
                        .map(record -> record == null ? null : session(wallet, record.epoch()));
    }

    private Uni<@Nullable Session> use(WalletAddress wallet, String proof, Duration refusedAfter) {
        return wallets.signIn(wallet, proof, clock.instant().plus(refusedAfter)).map(outcome -> {
            if (outcome instanceof WalletStore.SignIn.Accepted accepted) {
                return session(wallet, accepted.epoch());
            }
            LOG.debugf("No session for %s: %s", wallet, outcome instanceof WalletStore.SignIn.Replayed
                    ? "its proof was used before"
                    : "it was not authorized, or holds no lease");
            return null;
        });
    }

    private Session session(WalletAddress wallet, long epoch) {
        return new Session(wallet, clock.instant().plus(sessions.lifetime()).getEpochSecond(), epoch, SessionTokens.newId(random));
    }

    private static Uni<@Nullable Session> refused(String reason) {
        LOG.debugf("A sign-in is refused: %s", reason);
        return Uni.createFrom().nullItem();
    }

}
