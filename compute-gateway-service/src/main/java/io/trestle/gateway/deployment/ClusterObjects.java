package io.trestle.gateway.deployment;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.trestle.gateway.manifest.Manifest;

/**
 * The objects of one deployment in a cluster. They carry its id in a label, and Deployments in their name, so that those of the wallet's next
 * deployment stand beside them until it takes over. Blocks.
 */
final class ClusterObjects {

    static final String DEPLOYMENT = "trestle.io/deployment";
    static final String WALLET = "trestle.io/wallet";
    private static final String COMPONENT = "trestle.io/component";
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private final KubernetesClient client;
    private final DeploymentConfig config;
    private final Map<String, String> labels;
    private final String namespace;
    private final String id;

    ClusterObjects(KubernetesClient client, DeploymentConfig config, Deployment deployment) {
        this.client = client;
        this.config = config;
        id = deployment.id().toString();
        var digits = deployment.wallet().text().substring(2);
        labels = Map.of(DEPLOYMENT, id, WALLET, digits);
        namespace = config.namespacePrefix() + digits;
    }

    /** Creates what is not there, and corrects what is. */
    void apply(Manifest manifest) {
        put(new NamespaceBuilder().withNewMetadata().withName(namespace)
                .withLabels(Map.of(WALLET, labels.get(WALLET), "pod-security.kubernetes.io/enforce", "baseline")).endMetadata().build());
        put(quota());
        put(defaults());
        put(policy());
        manifest.services().forEach(service -> put(labelled(service)));
        manifest.deployments().forEach(deployment -> put(named(deployment)));
        put(exposed(manifest));
    }

    List<io.fabric8.kubernetes.api.model.apps.Deployment> deployments() {
        return client.apps().deployments().inNamespace(namespace).withLabel(DEPLOYMENT, id).list().getItems();
    }

    /** @return null while the port of the node is not known */
    @Nullable
    String entrance() {
        var service = client.services().inNamespace(namespace).withName(exposedName()).get();
        if (service == null) {
            return null;
        }
        var port = service.getSpec().getPorts().get(0);
        var scheme = isHttp2(port.getName()) ? "h2c" : "http";
        if (config.expose() == DeploymentConfig.Exposure.CLUSTER_IP) {
            return scheme + "://" + exposedName() + "." + namespace + ".svc:" + port.getPort();
        }
        return port.getNodePort() == null || port.getNodePort() == 0
                ? null
                : scheme + "://" + config.nodeAddress() + ":" + port.getNodePort();
    }

    void remove() {
        client.apps().deployments().inNamespace(namespace).withLabel(DEPLOYMENT, id).delete();
        client.services().inNamespace(namespace).withLabel(DEPLOYMENT, id).delete();
    }

    static boolean isAvailable(io.fabric8.kubernetes.api.model.apps.Deployment deployment) {
        var status = deployment.getStatus();
        return status != null && status.getConditions().stream()
                .anyMatch(condition -> "Available".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    static String describe(io.fabric8.kubernetes.api.model.apps.Deployment deployment) {
        var status = deployment.getStatus();
        var reason = status == null
                ? ""
                : status.getConditions().stream()
                        .filter(condition -> !"True".equals(condition.getStatus()) && condition.getReason() != null)
                        .map(condition -> " (" + condition.getReason() + ")").findFirst().orElse("");
        return deployment.getMetadata().getLabels().getOrDefault(COMPONENT, "?") + reason;
    }

    private void put(HasMetadata object) {
        var resource = client.resource(object);
        if (object.getMetadata().getNamespace() == null && !(object instanceof io.fabric8.kubernetes.api.model.Namespace)) {
            resource.inNamespace(namespace).createOr(NonDeletingOperation::update);
        } else {
            resource.createOr(NonDeletingOperation::update);
        }
    }

    private HasMetadata quota() {
        return new ResourceQuotaBuilder().withNewMetadata().withName("trestle").endMetadata().withNewSpec()
                // Twice, since a deployment and the one that replaces it run side by side for a while.
                .addToHard("pods", new Quantity("" + 2 * config.pods()))
                .addToHard("limits.cpu", doubled(config.cpu()))
                .addToHard("limits.memory", doubled(config.memory()))
                .addToHard("requests.nvidia.com/gpu", new Quantity("" + 2 * config.gpus()))
                .endSpec().build();
    }

    private static Quantity doubled(String quantity) {
        var amount = new Quantity(quantity).getNumericalAmount().multiply(java.math.BigDecimal.valueOf(2));
        return new Quantity(amount.toPlainString());
    }

    /** A container that names no limits gets these; without any it would not count against the quota. */
    private static HasMetadata defaults() {
        return new LimitRangeBuilder().withNewMetadata().withName("trestle").endMetadata().withNewSpec().addNewLimit().withType("Container")
                .addToDefault("cpu", new Quantity("1")).addToDefault("memory", new Quantity("1Gi"))
                .addToDefaultRequest("cpu", new Quantity("100m")).addToDefaultRequest("memory", new Quantity("128Mi"))
                .endLimit().endSpec().build();
    }

    /** In: from the gateway and from each other. Out: to each other, to the cluster's DNS, and to the Internet, but to no private network. */
    private HasMetadata policy() {
        return new NetworkPolicyBuilder().withNewMetadata().withName("trestle").endMetadata().withNewSpec()
                .withNewPodSelector().endPodSelector()
                .withPolicyTypes("Ingress", "Egress")
                .addNewIngress()
                .addNewFrom().withNewPodSelector().endPodSelector().endFrom()
                .addNewFrom().withNewNamespaceSelector().addToMatchLabels(NAMESPACE_NAME, config.gatewayNamespace()).endNamespaceSelector()
                .endFrom()
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

    private io.fabric8.kubernetes.api.model.apps.Deployment named(io.fabric8.kubernetes.api.model.apps.Deployment given) {
        var component = given.getMetadata().getName();
        return new DeploymentBuilder(given)
                .editMetadata().withName(component + "-" + id.substring(0, 8)).addToLabels(labels).addToLabels(COMPONENT, component)
                .endMetadata()
                .editSpec()
                .editSelector().addToMatchLabels(DEPLOYMENT, id).addToMatchLabels(COMPONENT, component).endSelector()
                .editTemplate().editOrNewMetadata().addToLabels(labels).addToLabels(COMPONENT, component).endMetadata()
                .editSpec().withAutomountServiceAccountToken(false).endSpec()
                .endTemplate().endSpec().build();
    }

    /** Names of services are how the parts find each other: they stay, and lead to the parts of whichever deployment is there. */
    private Service labelled(Service given) {
        return new ServiceBuilder(given).editMetadata().addToLabels(labels).endMetadata().build();
    }

    private Service exposed(Manifest manifest) {
        ContainerPort port = manifest.firstPort();
        if (port == null) {
            throw new IllegalStateException("The manifest was read without a port");
        }
        return new ServiceBuilder().withNewMetadata().withName(exposedName()).addToLabels(labels).endMetadata().withNewSpec()
                .withType(config.expose() == DeploymentConfig.Exposure.NODE_PORT ? "NodePort" : "ClusterIP")
                .addToSelector(DEPLOYMENT, id)
                .addToSelector(COMPONENT, manifest.deployments().get(0).getMetadata().getName())
                .addNewPort().withName(isHttp2(port.getName()) ? "h2c" : "http").withPort(port.getContainerPort())
                .withNewTargetPort(port.getContainerPort()).endPort()
                .endSpec().build();
    }

    private String exposedName() {
        return "trestle-" + id.substring(0, 8);
    }

    /** A port says what it speaks by its name, as many clusters have it. */
    private static boolean isHttp2(@Nullable String name) {
        return name != null && (name.startsWith("h2c") || name.startsWith("grpc") || name.startsWith("http2"));
    }
}
