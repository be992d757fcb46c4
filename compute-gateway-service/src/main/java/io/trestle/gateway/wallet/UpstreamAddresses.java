package io.trestle.gateway.wallet;

import java.net.InetSocketAddress;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.outbound.OutboundGuard;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.net.SocketAddress;

/**
 * Which addresses an entrance may be connected to. A host that a user named is resolved and checked here, and connected to by address: a name
 * that leads elsewhere a moment later leads nowhere.
 */
@ApplicationScoped
class UpstreamAddresses {

    private final OutboundGuard guard;

    UpstreamAddresses(OutboundGuard guard) {
        this.guard = guard;
    }

    /** @return none where the entrance has no address, or none that is allowed */
    Uni<List<SocketAddress>> of(@Nullable Entrance entrance) {
        if (entrance == null) {
            return Uni.createFrom().item(List.of());
        }
        if (!entrance.guarded()) {
            return Uni.createFrom().item(List.of(SocketAddress.inetSocketAddress(entrance.port(), entrance.host())));
        }
        var url = (entrance.tls() ? "https://" : "http://") + entrance.host() + ":" + entrance.port();
        return guard.check(url, OutboundPolicy.DEFAULT)
                .map(target -> target.addresses().stream()
                        .map(address -> SocketAddress.inetSocketAddress(new InetSocketAddress(address, entrance.port()))).toList())
                .onFailure(ProblemException.class).recoverWithItem(List.of());
    }
}
