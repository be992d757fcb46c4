package io.trestle.model.compute;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a deployment failed. */
public enum DeploymentFailure {
    /** The address is one that the gateway does not connect to. */
    ADDRESS_REFUSED,
    /** The manifest cannot be downloaded, or is too large. */
    MANIFEST_UNAVAILABLE,
    /** The manifest is no Kubernetes YAML, or has nothing in it to deploy. */
    MANIFEST_INVALID,
    /** The manifest asks for what the policy forbids: a host path, privilege, an image that is not allowed. */
    MANIFEST_REFUSED,
    /** It would exceed the wallet's quota. */
    QUOTA_EXCEEDED,
    /** The cluster took it, but it did not become available in time. */
    NOT_AVAILABLE,
    /** The cluster cannot be reached, or refuses for reasons of its own. */
    CLUSTER_FAILED,
    /** A later deploy or an undeploy of the wallet came first. */
    SUPERSEDED,
    /** Another reason, which the detail gives; also what an older reader makes of a reason that it does not know. */
    @JsonEnumDefaultValue
    OTHER
}
