package io.trestle.cloudflare.tunnel;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.ownership.SecretVersion;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.saga.TunnelState.Provisioned;
import io.trestle.cloudflare.tunnel.TunnelEntity.Pooling;
import io.trestle.model.tunnel.TunnelPooled;
import io.trestle.runtime.outbox.Outbox;

/** Puts a tunnel that was proven ours back into a table that has lost it. */
@ApplicationScoped
public class TunnelRestoration {

    private final TunnelRepository tunnels;
    private final Outbox outbox;
    private final Clock clock;

    TunnelRestoration(TunnelRepository tunnels, Outbox outbox, Clock clock) {
        this.tunnels = tunnels;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * What Cloudflare does not know, the service and the recipient of credentials, comes with the next command. What the pool holds is
     * offered again; where its id was drawn before, and only the comment did not say so yet, the model's next command claims it anew.
     *
     * @param tenant {@link TunnelNames#NOBODY} for the pool's
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
            tunnel.secret(secret);
            tunnel.provisionedGeneration = secret.generation();
            tunnel.latestGeneration = tunnel.isNobodys() ? 0 : secret.generation();
            tunnel.pooling = tunnel.isNobodys() ? Pooling.OFFERED : null;
            tunnel.createdAt = clock.instant();
            tunnel.updatedAt = tunnel.createdAt;
            return tunnels.add(tunnel)
                    .chain(() -> tunnel.isNobodys()
                            ? outbox.append(new TunnelPooled(modelId, hostname))
                            : Uni.createFrom().voidItem())
                    .replaceWith(true);
        }));
    }
}
