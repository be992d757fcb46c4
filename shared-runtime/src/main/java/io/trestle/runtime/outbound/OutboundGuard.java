package io.trestle.runtime.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * Decides whether a user-supplied address may be called. Every address that the host resolves to must be public; what passes is connected
 * to by address ({@link OutboundTarget#pin}), so that a name that changes its mind between check and connect gains nothing.
 */
@ApplicationScoped
public class OutboundGuard {

    private final OutboundConfig config;
    private final HostResolver resolver;

    @Inject
    OutboundGuard(OutboundConfig config, HostResolver resolver) {
        this.config = config;
        this.resolver = resolver;
    }

    /**
     * @return fails with {@link ProblemException} {@code ADDRESS_REFUSED} for an address that is not allowed, {@code UPSTREAM_FAILED} for a name
     *         that does not resolve, {@code UPSTREAM_TIMEOUT} when it does not resolve in time
     */
    public Uni<OutboundTarget> check(String url, OutboundPolicy policy) {
        return Uni.createFrom().item(() -> OutboundUrl.parse(url, policy.schemes())).flatMap(this::resolve);
    }

    private Uni<OutboundTarget> resolve(OutboundUrl url) {
        return addresses(url.host()).map(addresses -> {
            if (!isAllowedHost(url)) {
                addresses.forEach(address -> check(address, url.port()));
            }
            return new OutboundTarget(url.uri(), url.host().name(), url.port(), url.tls(), addresses);
        });
    }

    private Uni<List<InetAddress>> addresses(CanonicalHost host) {
        var address = host.address();
        if (address != null) {
            return Uni.createFrom().item(List.of(address));
        }
        return resolver.resolve(host.name())
                .ifNoItem().after(config.resolveTimeout()).fail()
                .onFailure(UnknownHostException.class)
                .transform(e -> new ProblemException(ProblemType.UPSTREAM_FAILED, "The host has no address"))
                .onFailure(TimeoutException.class).transform(e -> new ProblemException(ProblemType.UPSTREAM_TIMEOUT,
                        "The host's address could not be found in time"));
    }

    private void check(InetAddress address, int port) {
        if (address.isLoopbackAddress() && config.allowLoopback()) {
            return;
        }
        if (!config.ports().contains(port)) {
            throw refused("port " + port + " is not among those that are called");
        }
        if (!PublicAddresses.contains(address)) {
            // Which address it is stays untold: it would map our network for whoever asks.
            throw refused("its host is not on the public Internet");
        }
    }

    private boolean isAllowedHost(OutboundUrl url) {
        var name = url.host().name();
        return config.allowedHosts().orElse(List.of()).stream().anyMatch(allowed -> allowed.equals(name)
                || allowed.equals(name + ":" + url.port())
                || (allowed.startsWith("*.") && name.endsWith(allowed.substring(1))));
    }

    static ProblemException refused(String reason) {
        return new ProblemException(ProblemType.ADDRESS_REFUSED, "The address is refused: " + reason);
    }
}
