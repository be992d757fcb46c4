package io.trestle.model.compute;

/** A service that a wallet deployed; compute-gateway writes. */
public sealed interface DeploymentEvent extends ComputeEvent
        permits DeploymentRequested, DeploymentReady, DeploymentFailed, DeploymentRemoved {

    /** The gateway's id of the deployment; each deploy gets a new one. */
    String deploymentId();

    /** The wallet that deployed: {@code 0x} and 40 lower-case hex digits. */
    String wallet();

    @Override
    default String key() {
        return deploymentId();
    }
}
