package io.trestle.gateway.wallet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.net.SocketAddress;

/**
 * Wallets as requests see them: from memory. A change anywhere drops the copy here through a notification; where notifications do not come,
 * copies grow old, and are asked for again. With the database away, the last known copy serves on for a while.
 */
@ApplicationScoped
public class Wallets {

    public static final String CHANNEL = "wallet";

    private static final Logger LOG = Logger.getLogger(Wallets.class);
    /** Bounds what a lost notification can do. */
    private static final Duration FRESH = Duration.ofSeconds(10);
    /** An outage of the database shorter than this disturbs nobody who was there before. */
    private static final Duration USABLE = Duration.ofMinutes(10);
    /** Some hundred bytes each. */
    private static final int MOST_COPIES = 100_000;

    private final WalletStore store;
    private final UpstreamAddresses addresses;
    private final Clock clock;
    private final ConcurrentMap<String, Known> copies = new ConcurrentHashMap<>();
    /** One question for all requests that wait for the same answer. */
    private final ConcurrentMap<String, Uni<Known>> loading = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    Wallets(WalletStore store, UpstreamAddresses addresses, Clock clock) {
        this.store = store;
        this.addresses = addresses;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, GatewayConfig config, Notifications notifications) {
        if (config.store() == GatewayConfig.Store.POSTGRES) {
            notifications.on(CHANNEL).subscribe().with(this::forget);
        }
    }

    /** @return the copy at hand, if it is fresh; never waits */
    public @Nullable Known known(WalletAddress wallet) {
        var copy = copies.get(wallet.text());
        return copy == null || copy.isOlderThan(FRESH, clock) ? null : copy;
    }

    /** @return what is known now; its record is null for a wallet that may not use the gateway */
    public Uni<Known> load(WalletAddress wallet) {
        return CallerContext.returnTo(loading.computeIfAbsent(wallet.text(), text -> read(wallet)));
    }

    /** After a change, or when told of one: an empty payload means that any may have changed. */
    public void forget(String wallet) {
        changes.incrementAndGet();
        // Dropped, not marked old: what was true before a revocation must not serve on.
        if (wallet.isEmpty()) {
            loading.clear();
            copies.clear();
        } else {
            loading.remove(wallet);
            copies.remove(wallet);
        }
    }

    private Uni<Known> read(WalletAddress wallet) {
        var before = copies.get(wallet.text());
        var seen = changes.get();
        return store.find(wallet)
                .chain(record -> addresses.of(record == null ? null : record.entrance())
                        .map(resolved -> new Known(record, resolved, clock.instant())))
                .onFailure(failure -> before != null && !before.isOlderThan(USABLE, clock)).recoverWithItem(failure -> {
                    LOG.debugf("The last known state of %s serves on: %s", wallet, failure);
                    return before;
                })
                .invoke(known -> keep(wallet, seen, known))
                .onTermination().invoke(() -> loading.remove(wallet.text()))
                .memoize().indefinitely();
    }

    private void keep(WalletAddress wallet, long seen, Known known) {
        if (copies.size() >= MOST_COPIES) {
            copies.clear();
        }
        // What was read before a change must not outlive it.
        if (changes.get() == seen) {
            copies.put(wallet.text(), known);
            if (changes.get() != seen) {
                copies.remove(wallet.text(), known);
            }
        }
    }

    /**
     * A wallet, and where its entrance can be reached.
     *
     * @param upstreams addresses to connect to; none where there is none that is allowed
     */
    public record Known(@Nullable WalletRecord record, List<SocketAddress> upstreams, Instant at) {

        boolean isOlderThan(Duration age, Clock clock) {
            return at.plus(age).isBefore(clock.instant());
        }
    }
}
