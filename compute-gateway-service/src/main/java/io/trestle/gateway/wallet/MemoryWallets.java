package io.trestle.gateway.wallet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.signature.WalletAddress;

/** Gone with the process. Every wallet holds a lease. */
final class MemoryWallets implements WalletStore, Entrances {

    private static final class Wallet {
        private final Instant since;
        private boolean unproven = true;
        private long epoch;
        private @Nullable Entrance entrance;
        private final Map<String, Instant> ended = new HashMap<>();

        private Wallet(Instant since) {
            this.since = since;
        }
    }

    private final Map<String, Wallet> wallets = new HashMap<>();
    private final Map<String, Instant> proofs = new HashMap<>();
    private final int mostUnproven;
    private final Clock clock;

    MemoryWallets(int mostUnproven, Clock clock) {
        this.mostUnproven = mostUnproven;
        this.clock = clock;
    }

    @Override
    public Uni<Boolean> hasLease(WalletAddress wallet) {
        return Uni.createFrom().item(true);
    }

    @Override
    public synchronized Uni<Boolean> authorize(WalletAddress wallet, boolean proven) {
        if (!proven && !wallets.containsKey(wallet.text()) && wallets.values().stream().filter(w -> w.unproven).count() >= mostUnproven) {
            return Uni.createFrom().item(false);
        }
        var known = wallets.computeIfAbsent(wallet.text(), text -> new Wallet(clock.instant()));
        known.unproven &= !proven;
        return Uni.createFrom().item(true);
    }

    @Override
    public synchronized Uni<SignIn> signIn(WalletAddress wallet, String proof, Instant until) {
        var known = wallets.get(wallet.text());
        if (known == null) {
            return Uni.createFrom().item(new SignIn.Unauthorized());
        }
        if (proofs.putIfAbsent(proof, until) != null) {
            return Uni.createFrom().item(new SignIn.Replayed());
        }
        known.unproven = false;
        return Uni.createFrom().item(new SignIn.Accepted(known.epoch));
    }

    @Override
    public synchronized Uni<Void> end(Session session) {
        var known = wallets.get(session.wallet().text());
        if (known != null) {
            known.ended.put(session.id(), Instant.ofEpochSecond(session.expiresAt()));
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public synchronized Uni<Void> endAll(WalletAddress wallet) {
        var known = wallets.get(wallet.text());
        if (known != null) {
            known.epoch++;
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public synchronized Uni<@Nullable WalletRecord> find(WalletAddress wallet) {
        var known = wallets.get(wallet.text());
        return Uni.createFrom().item(known == null ? null : new WalletRecord(known.epoch, stillValid(known), known.entrance));
    }

    private Set<String> stillValid(Wallet wallet) {
        return wallet.ended.entrySet().stream().filter(entry -> entry.getValue().isAfter(clock.instant())).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized void enter(WalletAddress wallet, @Nullable Entrance entrance) {
        var known = wallets.get(wallet.text());
        if (known != null) {
            known.entrance = entrance;
        }
    }

    @Override
    public synchronized Uni<Void> sweep(Duration unprovenFor) {
        var now = clock.instant();
        proofs.values().removeIf(until -> until.isBefore(now));
        wallets.values().forEach(wallet -> wallet.ended.values().removeIf(until -> until.isBefore(now)));
        wallets.values().removeIf(wallet -> wallet.unproven && wallet.entrance == null && wallet.since.plus(unprovenFor).isBefore(now));
        return Uni.createFrom().voidItem();
    }
}
