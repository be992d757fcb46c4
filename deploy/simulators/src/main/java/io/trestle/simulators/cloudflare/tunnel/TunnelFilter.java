package io.trestle.simulators.cloudflare.tunnel;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import io.trestle.simulators.cloudflare.api.ApiCall;

/** The query of {@code GET /cfd_tunnel} as a predicate. Without {@code is_deleted}, deleted tunnels are listed too. */
final class TunnelFilter {

    private TunnelFilter() {
    }

    static Predicate<Tunnel> of(ApiCall call, Function<Tunnel, List<Connector>> connectors) {
        Predicate<Tunnel> filter = tunnel -> true;
        filter = and(filter, call.parameter("name").map(name -> tunnel -> tunnel.name().equals(name)));
        filter = and(filter, call.parameter("uuid").map(id -> tunnel -> tunnel.id().equals(id)));
        filter = and(filter, call.flag("is_deleted").map(deleted -> tunnel -> tunnel.isDeleted() == deleted));
        // cloudflared sends name_prefix for what the reference calls include_prefix.
        filter = and(filter, call.parameter("include_prefix").or(() -> call.parameter("name_prefix"))
                .map(prefix -> tunnel -> tunnel.name().startsWith(prefix)));
        filter = and(filter, call.parameter("exclude_prefix").map(prefix -> tunnel -> !tunnel.name().startsWith(prefix)));
        filter = and(filter,
                call.parameter("status").map(status -> tunnel -> TunnelView.status(tunnel, connectors.apply(tunnel)).equals(status)));
        filter = and(filter,
                call.instant("existed_at").map(at -> tunnel -> TunnelView.held(tunnel.createdAt(), tunnel.deletedAt(), at)));
        filter = and(filter,
                call.instant("was_active_at").map(at -> tunnel -> TunnelView.held(tunnel.activeSince(), tunnel.inactiveSince(), at)));
        return and(filter,
                call.instant("was_inactive_at").map(at -> tunnel -> TunnelView.held(tunnel.inactiveSince(), tunnel.activeSince(), at)));
    }

    private static Predicate<Tunnel> and(Predicate<Tunnel> filter, Optional<Predicate<Tunnel>> more) {
        return more.map(filter::and).orElse(filter);
    }
}
