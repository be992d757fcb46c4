package io.trestle.gateway.deployment;

import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.trestle.gateway.deployment.DeployTarget.Progress;
import io.trestle.model.compute.DeploymentFailure;

/** What an error of a cluster means: some say that the objects will never be accepted, the others may pass. */
final class ClusterRefusal {

    private static final int LONGEST = 300;

    private ClusterRefusal() {
    }

    static boolean isFinal(Throwable failure) {
        if (!(failure instanceof KubernetesClientException refusal)) {
            return false;
        }
        return switch (refusal.getCode()) {
            case 400, 422 -> true;
            // A namespace that is still being taken away makes room in a while.
            case 403 -> !message(refusal).contains("being terminated");
            default -> false;
        };
    }

    static Progress progress(KubernetesClientException refusal) {
        if (refusal.getCode() != 403) {
            return new Progress.Refused(DeploymentFailure.MANIFEST_INVALID, "The cluster does not accept it" + causes(refusal));
        }
        return message(refusal).contains("exceeded quota")
                ? new Progress.Refused(DeploymentFailure.QUOTA_EXCEEDED, "The cluster says that the wallet's quota is exceeded")
                : new Progress.Refused(DeploymentFailure.CLUSTER_FAILED,
                        "The cluster does not allow the gateway to create what it asks for");
    }

    /** What a passing failure is, in a few words that tell nothing of where the cluster is. */
    static String passing(Throwable failure) {
        return failure instanceof KubernetesClientException answered && answered.getCode() > 0
                ? "it answers with status " + answered.getCode()
                : "it does not answer";
    }

    private static String message(KubernetesClientException refusal) {
        return String.valueOf(refusal.getMessage());
    }

    /** Which members are wrong, as far as the cluster says so. */
    private static String causes(KubernetesClientException refusal) {
        var details = refusal.getStatus() == null ? null : refusal.getStatus().getDetails();
        if (details == null || details.getCauses().isEmpty()) {
            return "";
        }
        var text = ": " + details.getCauses().stream().map(ClusterRefusal::cause).collect(Collectors.joining("; "));
        return (text.length() > LONGEST ? text.substring(0, LONGEST) : text).replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static String cause(StatusCause cause) {
        return cause.getField() + ": " + cause.getMessage();
    }
}
