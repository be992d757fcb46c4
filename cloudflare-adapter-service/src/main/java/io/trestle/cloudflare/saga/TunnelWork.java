package io.trestle.cloudflare.saga;

import io.trestle.cloudflare.ownership.ManagedComment;
import io.trestle.cloudflare.ownership.SecretVersion;

/**
 * What a step has to know.
 *
 * @param tunnelName the tunnel's name at Cloudflare
 * @param hostname the DNS record's name
 * @param secret the version in force, or to be; while the secret is being changed, the one before
 * @param hurried whether somebody waits for it; else it takes only calls that sweeps may take
 * @param untried nothing was sent to Cloudflare for this yet: a step may write first and look only when refused, which saves a call
 */
public record TunnelWork(String modelId, String tenant, String tunnelName, String hostname, SecretVersion secret, TunnelState state,
        boolean hurried, boolean untried) {

    /** What the record's comment says. */
    String comment() {
        return new ManagedComment(modelId, secret.generation(), tenant).text();
    }

    /** A run that began by writing goes on so. */
    public TunnelWork untriedAs(TunnelWork before) {
        return new TunnelWork(modelId, tenant, tunnelName, hostname, secret, state, hurried, before.untried);
    }
}
