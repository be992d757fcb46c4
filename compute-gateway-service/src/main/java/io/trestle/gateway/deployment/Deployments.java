package io.trestle.gateway.deployment;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.signature.WalletAddress;
import io.vertx.core.json.JsonObject;

/** Deployments of wallets. */
public interface Deployments {

    /**
     * Deploys, and waits for a while for what comes of it.
     *
     * @param input address of a manifest, or of a host that is there already
     */
    Uni<DeploymentOutcome> deploy(WalletAddress wallet, String input);

    /** @return whether there was something to end */
    Uni<Boolean> undeploy(WalletAddress wallet);

    /** The wallet's latest deployment with its progress, and the one that gets its requests. */
    Uni<JsonObject> status(WalletAddress wallet);
}
