package io.trestle.gateway.deployment;

import java.math.BigDecimal;
import java.util.List;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;

/** What the namespace of a wallet has, whatever is deployed there: bounds on what runs in it, and on whom that talks to. */
final class NamespaceBounds {

    static final String NAME = "trestle";
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private NamespaceBounds() {
    }

    static List<HasMetadata> of(DeploymentConfig config) {
        return List.of(quota(config), defaults(), policy(config));
    }

    private static HasMetadata quota(DeploymentConfig config) {
        return new ResourceQuotaBuilder().withNewMetadata().withName(NAME).endMetadata().withNewSpec()
                // Twice, since a deployment and the one that replaces it run side by side for a while.
                .addToHard("pods", new Quantity("" + 2 * config.pods()))
                .addToHard("limits.cpu", doubled(config.cpu()))
                .addToHard("limits.memory", doubled(config.memory()))
                .addToHard("requests.nvidia.com/gpu", new Quantity("" + 2 * config.gpus()))
                .endSpec().build();
    }

    private static Quantity doubled(String quantity) {
        return new Quantity(new Quantity(quantity).getNumericalAmount().multiply(BigDecimal.valueOf(2)).toPlainString());
    }

    /** A container that names no limits gets these; without any it would not count against the quota. */
    private static HasMetadata defaults() {
        return new LimitRangeBuilder().withNewMetadata().withName(NAME).endMetadata().withNewSpec().addNewLimit().withType("Container")
                .addToDefault("cpu", new Quantity("1")).addToDefault("memory", new Quantity("1Gi"))
                .addToDefaultRequest("cpu", new Quantity("100m")).addToDefaultRequest("memory", new Quantity("128Mi"))
                .endLimit().endSpec().build();
    }

    /** In: from the gateway and from each other. Out: to each other, to the cluster's DNS, and to the Internet, but to no private network. */
    private static HasMetadata policy(DeploymentConfig config) {
        return new NetworkPolicyBuilder().withNewMetadata().withName(NAME).endMetadata().withNewSpec()
                .withNewPodSelector().endPodSelector()
                .withPolicyTypes("Ingress", "Egress")
                .addNewIngress()
                .addNewFrom().withNewPodSelector().endPodSelector().endFrom()
                .addAllToFrom(gateway(config))
                .endIngress()
                .addNewEgress().addNewTo().withNewPodSelector().endPodSelector().endTo().endEgress()
                .addNewEgress().addNewTo().withNewNamespaceSelector().addToMatchLabels(NAMESPACE_NAME, "kube-system").endNamespaceSelector()
                .endTo()
                .addNewPort().withProtocol("UDP").withNewPort(53).endPort().addNewPort().withProtocol("TCP").withNewPort(53).endPort()
                .endEgress()
                .addNewEgress().addNewTo().withNewIpBlock().withCidr("0.0.0.0/0")
                .withExcept("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8").endIpBlock()
                .endTo().endEgress()
                .endSpec().build();
    }

    private static List<NetworkPolicyPeer> gateway(DeploymentConfig config) {
        if (config.expose() == DeploymentConfig.Exposure.CLUSTER_IP) {
            return List.of(new NetworkPolicyPeerBuilder().withNewNamespaceSelector()
                    .addToMatchLabels(NAMESPACE_NAME, config.gatewayNamespace()).endNamespaceSelector().build());
        }
        // What comes through a node's port has the node's address, or the gateway's own: it is in no namespace.
        return config.nodePortSources().stream()
                .map(cidr -> new NetworkPolicyPeerBuilder().withNewIpBlock().withCidr(cidr).endIpBlock().build()).toList();
    }
}
