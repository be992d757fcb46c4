package io.trestle.cloudflare.pool;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.tunnel.TunnelStock;
import io.trestle.cloudflare.tunnel.TunnelStock.Unlabelled;

/** Writes the tenant of a tunnel that came out of the pool into its record's comment, so that Cloudflare alone says whose it is. */
@ApplicationScoped
class PoolLabels {

    private static final Logger LOG = Logger.getLogger(PoolLabels.class);
    /** So that a lease's work has an end. */
    private static final int AT_ONCE = 20;

    private final CloudflareClient cloudflare;
    private final TunnelStock stock;

    PoolLabels(CloudflareClient cloudflare, TunnelStock stock) {
        this.cloudflare = cloudflare.forSweeps();
        this.stock = stock;
    }

    /** @return how many there were to do; fails with {@code CloudflareUnavailable} where they have to wait */
    Uni<Integer> run() {
        return stock.unlabelled(AT_ONCE).chain(found -> Multi.createFrom().iterable(found)
                .onItem().transformToUniAndConcatenate(this::label)
                .collect().last().replaceWith(found.size()));
    }

    private Uni<Void> label(Unlabelled tunnel) {
        return cloudflare.commentRecord(tunnel.recordId(), tunnel.comment())
                .onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.NOT_FOUND)).recoverWithNull()
                .chain(() -> stock.labelled(tunnel))
                .onFailure(CloudflareRefusal.class).recoverWithUni(refusal -> {
                    LOG.warnf("The record of %s still says that it is the pool's: %s", tunnel.modelId(), refusal.getMessage());
                    return Uni.createFrom().voidItem();
                });
    }
}
