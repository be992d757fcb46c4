package io.trestle.gateway.wallet;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.signature.WalletAddress;

/** Wallets and what they have used up. What is told here as done is on disk, as far as the store has one. */
public interface WalletStore {

    /** How an attempt to sign in ended. */
    sealed interface SignIn {
        /** @param epoch of the sessions that may be issued now */
        record Accepted(long epoch) implements SignIn {
        }

        /** The wallet was not authorized before, or its lease is over. */
        record Unauthorized() implements SignIn {
        }

        /** The proof was used before. */
        record Replayed() implements SignIn {
        }
    }

    /** Whether the wallet may use the gateway at all. */
    Uni<Boolean> hasLease(WalletAddress wallet);

    /**
     * Remembers a wallet; once more does no harm.
     *
     * @param proven whether it has shown its key
     * @return false where it holds no lease, or the room for wallets that never sign in is used up
     */
    Uni<Boolean> authorize(WalletAddress wallet, boolean proven);

    /**
     * Uses a proof up, once and for all, where the wallet may sign in.
     *
     * @param proof what must not be accepted twice
     * @param until when it would be refused anyway
     */
    Uni<SignIn> signIn(WalletAddress wallet, String proof, Instant until);

    /** Ends one session. */
    Uni<Void> end(Session session);

    /** Ends all sessions of the wallet. */
    Uni<Void> endAll(WalletAddress wallet);

    /** @return null for a wallet that may not use the gateway */
    Uni<@Nullable WalletRecord> find(WalletAddress wallet);

    /** Forgets what is over by itself. */
    Uni<Void> sweep(Duration unprovenFor);
}
