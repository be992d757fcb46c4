package io.trestle.gateway.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.trestle.gateway.signature.TestKey;

/** An API server that stores what it is given, with a test in the place of the controllers. */
public final class MockCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final Cable cable;

    public MockCluster() {
        Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
        server = new KubernetesMockServer(new Context(), new MockWebServer(), responses, new KubernetesMixedDispatcher(responses), false);
        server.init();
        client = server.createClient();
        cable = new Cable(server.getPort());
    }

    public Map<String, String> configuration() {
        return Map.of("trestle.gateway.deploy.target", "kubernetes", "trestle.gateway.deploy.expose", "node-port",
                "trestle.gateway.deploy.manifest-schemes", "http,https",
                // The first for a gateway in this JVM; where it is packaged, that is settled already, and the second counts.
                "quarkus.kubernetes-client.api-server-url", "http://127.0.0.1:" + cable.port(),
                "kubernetes.master", "http://127.0.0.1:" + cable.port());
    }

    public KubernetesClient client() {
        return client;
    }

    public static String namespace(TestKey wallet) {
        return "trestle-" + wallet.address().text().substring(2);
    }

    public void cut() {
        cable.cut();
    }

    public void mend() {
        cable.mend();
    }

    /** Answers the next request so, whatever is stored. */
    public void failOnce(String method, String path, int status, String message) {
        var body = new StatusBuilder().withCode(status).withStatus("Failure").withMessage(message).build();
        switch (method) {
            case "POST" -> server.expect().post().withPath(path).andReturn(status, body).once();
            case "PUT" -> server.expect().put().withPath(path).andReturn(status, body).once();
            default -> server.expect().get().withPath(path).andReturn(status, body).once();
        }
    }

    public void fail(String path, StatusBuilder status) {
        var body = status.withStatus("Failure").build();
        server.expect().post().withPath(path).andReturn(body.getCode(), body).once();
    }

    public List<Deployment> deployments(String namespace) {
        return client.apps().deployments().inNamespace(namespace).list().getItems();
    }

    public List<Service> services(String namespace) {
        return client.services().inNamespace(namespace).list().getItems();
    }

    /** Waits until there is one that was not there before. */
    public Deployment awaitDeployment(String namespace, List<Deployment> before) {
        var known = before.stream().map(one -> one.getMetadata().getName()).toList();
        return await().atMost(PATIENCE).until(() -> deployments(namespace).stream()
                .filter(one -> !known.contains(one.getMetadata().getName())).findFirst().orElse(null), found -> found != null);
    }

    /** What the controllers do in the end: pods run, and the exposed service has a port of the node. */
    public void run(Deployment deployment, int nodePort) {
        expose(deployment, nodePort);
        status(deployment, "Available", "True", "MinimumReplicasAvailable", "", 1);
    }

    public void expose(Deployment deployment, int nodePort) {
        var namespace = deployment.getMetadata().getNamespace();
        var name = deployment.getMetadata().getName();
        var exposed = "trestle-" + name.substring(name.length() - 8);
        var service = await().atMost(PATIENCE).until(() -> client.services().inNamespace(namespace).withName(exposed).get(),
                found -> found != null);
        client.resource(new ServiceBuilder(service).editSpec().editFirstPort().withNodePort(nodePort).endPort().endSpec().build()).update();
    }

    public void status(Deployment deployment, String type, String value, String reason, String message, int available) {
        var current = client.resource(deployment).get();
        client.resource(new DeploymentBuilder(current).withNewStatus().withObservedGeneration(current.getMetadata().getGeneration())
                .withAvailableReplicas(available)
                .addNewCondition().withType(type).withStatus(value).withReason(reason).withMessage(message)
                .withLastTransitionTime(Instant.now().minus(Duration.ofHours(1)).toString()).endCondition()
                .endStatus().build()).update();
    }

    /** A pod of it whose container cannot start. */
    public Pod stuckPod(Deployment deployment, String reason) {
        var container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
        return client.resource(new PodBuilder().withNewMetadata().withNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName() + "-pod").withCreationTimestamp(Instant.now().minusSeconds(3600).toString())
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels()).endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .withNewStatus().addNewContainerStatus().withName(container.getName()).withImage(container.getImage()).withReady(false)
                .withNewState().withNewWaiting().withReason(reason).endWaiting().endState().endContainerStatus().endStatus()
                .build()).create();
    }

    @Override
    public void close() {
        cable.close();
        client.close();
        server.destroy();
    }
}
