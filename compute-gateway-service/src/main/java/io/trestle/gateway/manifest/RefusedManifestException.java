package io.trestle.gateway.manifest;

import io.trestle.model.compute.DeploymentFailure;

/** A manifest that will not be deployed, however often it is tried. Its message is for its author. */
public class RefusedManifestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final DeploymentFailure reason;

    public RefusedManifestException(DeploymentFailure reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DeploymentFailure reason() {
        return reason;
    }
}
