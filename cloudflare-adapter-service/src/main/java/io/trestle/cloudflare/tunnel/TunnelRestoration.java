package io.trestle.cloudflare.tunnel;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.ownership.SecretVersion;
import io.trestle.cloudflare.saga.TunnelState.Provisioned;

/** Puts a tunnel that was proven ours back into a table that has lost it. */
@ApplicationScoped
public class TunnelRestoration {

    private final TunnelRepository tunnels;
    private final Clock clock;

    TunnelRestoration(TunnelRepository tunnels, Clock clock) {
        this.tunnels = tunnels;
        this.clock = clock;
    }

    /**
     * What Cloudflare does not know, the service and the recipient of credentials, comes with the next command.
     *
     * @return false where the table knows the model
     */
    public Uni<Boolean> restore(String modelId, String tenant, String hostname, SecretVersion secret, String tunnelId, String recordId) {
        return Panache.withTransaction(() -> tunnels.lock(modelId).chain(known -> {
            if (known != null) {
                return Uni.createFrom().item(false);
            }
            var tunnel = new TunnelEntity();
            tunnel.modelId = modelId;
            tunnel.tenant = tenant;
            tunnel.hostname = hostname;
            tunnel.state(new Provisioned(tunnelId, recordId));
            tunnel.generation = secret.generation();
            tunnel.rotation = secret.rotation();
            tunnel.provisionedGeneration = secret.generation();
            tunnel.latestGeneration = secret.generation();
            tunnel.createdAt = clock.instant();
            tunnel.updatedAt = tunnel.createdAt;
            return tunnels.add(tunnel).replaceWith(true);
        }));
    }
}
