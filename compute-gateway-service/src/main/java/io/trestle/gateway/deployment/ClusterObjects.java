package io.trestle.gateway.deployment;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
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
    static final String COMPONENT = "trestle.io/component";
    static final String SHARED = "trestle.io/shared";
    private static final String POD_SECURITY = "pod-security.kubernetes.io/enforce";

    private final KubernetesClient client;
    private final DeploymentConfig config;
    private final Map<String, String> labels;
    private final String namespace;
    private final String id;
    private final SharedServices shared;

    ClusterObjects(KubernetesClient client, DeploymentConfig config, Deployment deployment) {
        this.client = client;
        this.config = config;
        id = deployment.id().toString();
        var digits = deployment.wallet().text().substring(2);
        labels = Map.of(DEPLOYMENT, id, WALLET, digits);
        namespace = config.namespacePrefix() + digits;
        shared = new SharedServices(client, namespace, suffix());
    }

    /** Creates what is not there, and corrects what is. */
    void apply(Manifest manifest) {
        putNamespace();
        NamespaceBounds.of(config).forEach(this::put);
        manifest.services().forEach(shared::put);
        manifest.deployments().forEach(deployment -> put(named(deployment)));
        put(exposed(manifest));
    }

    List<io.fabric8.kubernetes.api.model.apps.Deployment> deployments() {
        return client.apps().deployments().inNamespace(namespace).withLabel(DEPLOYMENT, id).list().getItems();
    }

    List<Pod> pods() {
        return client.pods().inNamespace(namespace).withLabel(DEPLOYMENT, id).list().getItems();
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
        shared.remove();
    }

    private void putNamespace() {
        var own = Map.of(WALLET, labels.get(WALLET), POD_SECURITY, "baseline");
        var there = client.namespaces().withName(namespace).get();
        if (there == null) {
            client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).withLabels(own).endMetadata().build())
                    .createOr(NonDeletingOperation::update);
        } else if (there.getMetadata().getLabels() == null || !there.getMetadata().getLabels().entrySet().containsAll(own.entrySet())) {
            // Whatever labels an operator has added stay.
            client.resource(new NamespaceBuilder(there).editMetadata().addToLabels(own).endMetadata().build()).update();
        }
    }

    private void put(HasMetadata object) {
        client.resource(object).inNamespace(namespace).createOr(NonDeletingOperation::update);
    }

    private io.fabric8.kubernetes.api.model.apps.Deployment named(io.fabric8.kubernetes.api.model.apps.Deployment given) {
        var component = given.getMetadata().getName();
        return new DeploymentBuilder(given)
                .editMetadata().withName(component + "-" + suffix()).addToLabels(labels).addToLabels(COMPONENT, component)
                .endMetadata()
                .editSpec()
                .editSelector().addToMatchLabels(DEPLOYMENT, id).addToMatchLabels(COMPONENT, component).endSelector()
                .editTemplate().editOrNewMetadata().addToLabels(labels).addToLabels(COMPONENT, component).endMetadata()
                .editSpec().withAutomountServiceAccountToken(false).endSpec()
                .endTemplate().endSpec().build();
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
        return "trestle-" + suffix();
    }

    private String suffix() {
        return id.substring(0, 8);
    }

    /** A port says what it speaks by its name, as many clusters have it. */
    private static boolean isHttp2(@Nullable String name) {
        return name != null && (name.startsWith("h2c") || name.startsWith("grpc") || name.startsWith("http2"));
    }
}
