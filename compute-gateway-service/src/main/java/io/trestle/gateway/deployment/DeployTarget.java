package io.trestle.gateway.deployment;

import io.smallrye.mutiny.Uni;
import io.trestle.model.compute.DeploymentFailure;

/** Where deployments go. Everything may be repeated: after a crash nobody knows how far the last attempt came. */
interface DeployTarget {

    /** How far a deployment is. */
    sealed interface Progress {
        /** @param guarded whether a user chose the entrance's host */
        record Available(String entrance, boolean guarded) implements Progress {
        }

        /** @param applied whether the cluster has taken it, so that only waiting is left */
        record Underway(boolean applied, String note) implements Progress {
        }

        /** It will never be available. */
        record Refused(DeploymentFailure reason, String detail) implements Progress {
        }
    }

    /** Does what is to be done next, and tells how far it is. A failure is a passing one. */
    Uni<Progress> advance(Deployment deployment);

    /** Takes away what there is of it. */
    Uni<Void> remove(Deployment deployment);
}
