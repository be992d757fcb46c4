package io.trestle.cloudflare.sweep;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal;
import io.trestle.cloudflare.cloudflareapi.CloudflareTunnel;
import io.trestle.cloudflare.tunnel.KnownTunnel;
import io.trestle.cloudflare.tunnel.TunnelObservations;
import io.trestle.model.tunnel.TunnelHealth;

/**
 * Who is connected. The list of tunnels says for a hundred at once how they are; connectors are listed one tunnel a call, so only of tunnels that
 * have some, and those that were looked at longest ago first.
 */
@ApplicationScoped
class HealthSweep {

    private final CloudflareClient cloudflare;
    private final TunnelObservations observations;
    private final SweepConfig config;

    HealthSweep(CloudflareClient cloudflare, TunnelObservations observations, SweepConfig config) {
        this.cloudflare = cloudflare.forSweeps();
        this.observations = observations;
        this.config = config;
    }

    Uni<Void> run() {
        return CloudflareListing.liveTunnels(cloudflare)
                .map(listed -> listed.stream().collect(Collectors.toMap(CloudflareTunnel::id, tunnel -> tunnel, (one, same) -> one)))
                .chain(listed -> observations.all().chain(known -> look(known, listed)));
    }

    private Uni<Void> look(List<KnownTunnel> known, Map<String, CloudflareTunnel> listed) {
        var standing = known.stream().filter(KnownTunnel::isSettled).filter(tunnel -> listed.containsKey(tunnel.tunnelId())).toList();
        var idle = standing.stream().filter(tunnel -> !isConnected(health(listed.get(tunnel.tunnelId())))).toList();
        var connected = standing.stream().filter(tunnel -> isConnected(health(listed.get(tunnel.tunnelId()))))
                .sorted(Comparator.comparing(KnownTunnel::healthAt)).limit(config.connectorsPerSweep()).toList();
        return each(idle, tunnel -> observations.health(tunnel, health(listed.get(tunnel.tunnelId())), 0, List.of()))
                .chain(() -> each(connected, tunnel -> connectors(tunnel, health(listed.get(tunnel.tunnelId())))));
    }

    private Uni<Void> connectors(KnownTunnel tunnel, TunnelHealth health) {
        return cloudflare.connectors(String.valueOf(tunnel.tunnelId()))
                .chain(connectors -> observations.health(tunnel, health, connectors.size(),
                        connectors.stream().flatMap(connector -> connector.addresses().stream()).distinct().sorted().toList()))
                // Removed since it was listed, or not ours to see: the drift sweep says so.
                .onFailure(CloudflareRefusal.class).recoverWithNull();
    }

    private static Uni<Void> each(List<KnownTunnel> tunnels, Function<KnownTunnel, Uni<Void>> look) {
        return Multi.createFrom().iterable(tunnels).onItem().transformToUniAndConcatenate(look::apply).collect().last().replaceWithVoid();
    }

    private static boolean isConnected(TunnelHealth health) {
        return health == TunnelHealth.HEALTHY || health == TunnelHealth.DEGRADED;
    }

    private static TunnelHealth health(@Nullable CloudflareTunnel tunnel) {
        var status = tunnel == null || tunnel.status() == null ? "inactive" : tunnel.status();
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "healthy" -> TunnelHealth.HEALTHY;
            case "degraded" -> TunnelHealth.DEGRADED;
            case "down" -> TunnelHealth.DOWN;
            default -> TunnelHealth.INACTIVE;
        };
    }
}
