package io.trestle.model.compute;

/** Where a deployment goes. */
public enum DeploymentTarget {
    /** Manifests, applied to a Kubernetes cluster. */
    KUBERNETES,
    /** A host that is there already; requests are forwarded to it. */
    HOST
}
