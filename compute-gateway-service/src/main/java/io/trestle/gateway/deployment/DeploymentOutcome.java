package io.trestle.gateway.deployment;

import io.trestle.model.compute.DeploymentFailure;

/** What became of a wish to deploy, as far as the caller waited. */
public sealed interface DeploymentOutcome {

    /** Requests go there from now on. */
    record Ready() implements DeploymentOutcome {
    }

    /** Nothing was left behind; an earlier deployment goes on. */
    record Failed(DeploymentFailure reason, String detail) implements DeploymentOutcome {
    }

    /** Not decided yet; the work goes on. */
    record Pending() implements DeploymentOutcome {
    }
}
