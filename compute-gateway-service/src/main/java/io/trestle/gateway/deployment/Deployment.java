package io.trestle.gateway.deployment;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.trestle.gateway.signature.WalletAddress;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.compute.DeploymentTarget;
import io.trestle.model.compute.RemovalCause;

/**
 * A deployment as it is stored.
 *
 * @param source address of the manifest, or of the host; may hold secrets
 * @param entrance scheme, host and port, once it is ready
 * @param progress a sentence on how far it is
 * @param giveUpAt a deployment that is not ready then has failed
 */
record Deployment(UUID id, WalletAddress wallet, DeploymentTarget target, String source, State state, @Nullable String entrance,
        @Nullable String progress, @Nullable DeploymentFailure reason, @Nullable String detail, @Nullable RemovalCause cause,
        Instant createdAt, Instant giveUpAt) {

    /** From {@code REQUESTED} over {@code APPLIED} to {@code READY} or {@code FAILING}; from there over {@code REMOVING} to an end. */
    enum State {
        /** The wish is stored. */
        REQUESTED,
        /** The cluster has taken it; it is waited for. */
        APPLIED,
        /** It gets the wallet's requests, or got them until another one came. */
        READY,
        /** It was ready, and is being taken away. */
        REMOVING,
        /** It will not be ready; what there is of it is being taken away. */
        FAILING,
        /** It is told. Where the cluster could not be reached, what there is of it is still to be taken away. */
        FAILED,
        REMOVED
    }

    /** Without what may be secret. */
    String publicSource() {
        return publicSource(source);
    }

    static String publicSource(String source) {
        var query = source.indexOf('?');
        var fragment = source.indexOf('#');
        var end = query < 0 ? fragment : fragment < 0 ? query : Math.min(query, fragment);
        var text = end < 0 ? source : source.substring(0, end);
        var authority = text.indexOf("://") + 3;
        var slash = text.indexOf('/', authority);
        var at = text.lastIndexOf('@', slash < 0 ? text.length() : slash);
        var plain = at > authority ? text.substring(0, authority) + text.substring(at + 1) : text;
        return plain.length() > 2000 ? plain.substring(0, 2000) : plain;
    }

    /** Sources may hold secrets. */
    @Override
    public String toString() {
        return "Deployment[" + id + ", " + wallet + ", " + target + ", " + state + "]";
    }
}
