package io.trestle.cloudflare.tunnel;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.saga.TunnelState.Provisioned;
import io.trestle.model.tunnel.OwnedTunnelEvent;
import io.trestle.model.tunnel.TunnelDrifted;
import io.trestle.model.tunnel.TunnelHealth;
import io.trestle.model.tunnel.TunnelHealthChanged;
import io.trestle.runtime.outbox.Outbox;

/** What sweeps see, kept with the tunnel; an event goes out where it is news. Each method is one transaction. */
@ApplicationScoped
public class TunnelObservations {

    private final TunnelRepository tunnels;
    private final Outbox outbox;
    private final Clock clock;

    TunnelObservations(TunnelRepository tunnels, Outbox outbox, Clock clock) {
        this.tunnels = tunnels;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** All tunnels; an account holds a thousand. */
    public Uni<List<KnownTunnel>> all() {
        return Panache.withSession(() -> tunnels.page(null, "", Integer.MAX_VALUE).chain(all -> tunnels.busy()
                .map(busy -> all.stream().map(tunnel -> KnownTunnel.of(tunnel, busy.contains(tunnel.modelId))).toList())));
    }

    /**
     * Connectors were looked at.
     *
     * @param addresses where they come from; one that is new beside another one is suspicious
     */
    public Uni<Void> health(KnownTunnel seen, TunnelHealth health, int connectors, List<String> addresses) {
        return unlessChanged(seen, tunnel -> {
            var known = new TreeSet<>(tunnel.knownAddresses());
            var suspicious = addresses.size() > 1 && !known.containsAll(addresses);
            // It stays so while the connectors do, so that a second look does not clear it.
            suspicious |= Boolean.TRUE.equals(tunnel.suspicious) && addresses.size() > 1;
            var news = !health.name().equals(tunnel.health) || !Objects.equals(connectors, tunnel.connectors)
                    || suspicious != Boolean.TRUE.equals(tunnel.suspicious);
            known.addAll(addresses);
            tunnel.knownAddresses = String.join(",", known);
            tunnel.health = health.name();
            tunnel.connectors = connectors;
            tunnel.suspicious = suspicious;
            tunnel.healthAt = clock.instant();
            return news ? new TunnelHealthChanged(tunnel.modelId, tunnel.tenant, health, connectors, suspicious, tunnel.healthAt) : null;
        });
    }

    /** @param drift one sentence: what was expected, what was found; null where all is as it should be */
    public Uni<Void> drift(KnownTunnel seen, @Nullable String drift) {
        return unlessChanged(seen, tunnel -> {
            var before = tunnel.drift;
            tunnel.drift = drift;
            return drift == null || drift.equals(before)
                    ? null
                    : new TunnelDrifted(tunnel.modelId, tunnel.tenant, drift, clock.instant());
        });
    }

    /** What was seen says nothing about a tunnel that was worked on since. */
    private Uni<Void> unlessChanged(KnownTunnel seen, Function<TunnelEntity, @Nullable OwnedTunnelEvent> change) {
        return Panache.withTransaction(() -> tunnels.lock(seen.modelId()).chain(tunnel -> {
            if (tunnel == null || tunnel.leasedBy != null || !(tunnel.state() instanceof Provisioned)
                    || !Objects.equals(tunnel.tunnelId, seen.tunnelId()) || !tunnel.secret().equals(seen.secret())) {
                return Uni.createFrom().voidItem();
            }
            var event = change.apply(tunnel);
            // Of what nobody has there is nobody to hear.
            return event == null || tunnel.isNobodys() ? Uni.createFrom().voidItem() : outbox.append(event);
        }));
    }
}
