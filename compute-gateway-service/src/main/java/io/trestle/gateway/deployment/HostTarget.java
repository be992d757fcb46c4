package io.trestle.gateway.deployment;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbound.OutboundGuard;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.outbound.OutboundTarget;
import io.trestle.runtime.problem.ProblemException;

/** A host that is there already. Nothing is created; its address is checked now, and again whenever it is resolved. */
@ApplicationScoped
class HostTarget implements DeployTarget {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final OutboundGuard guard;

    HostTarget(OutboundGuard guard) {
        this.guard = guard;
    }

    @Override
    public Uni<Progress> advance(Deployment deployment) {
        return entrance(deployment.source()).<Progress>map(url -> new Progress.Available(url, true))
                .onFailure(ProblemException.class).recoverWithItem(failure -> new Progress.Refused(DeploymentFailure.ADDRESS_REFUSED,
                        ((ProblemException) failure).detail()));
    }

    /** Scheme, host and port of an address that may be forwarded to; {@code h2c} for a service that speaks HTTP/2 without TLS. */
    Uni<String> entrance(String source) {
        var http2 = source.startsWith("h2c://");
        var url = http2 ? "http" + source.substring(3) : source;
        return guard.check(url, new OutboundPolicy(SCHEMES, 0, OutboundPolicy.DEFAULT.timeout(), OutboundPolicy.DEFAULT.maxBytes()))
                .map(target -> (http2 ? "h2c" : target.tls() ? "https" : "http") + "://" + host(target) + ":" + target.port());
    }

    private static String host(OutboundTarget target) {
        if (target.host().isEmpty()) {
            throw new ProblemException(ProblemType.ADDRESS_REFUSED, "The address has no host");
        }
        return target.host().indexOf(':') < 0 ? target.host() : "[" + target.host() + "]";
    }

    @Override
    public Uni<Void> remove(Deployment deployment) {
        return Uni.createFrom().voidItem();
    }
}
