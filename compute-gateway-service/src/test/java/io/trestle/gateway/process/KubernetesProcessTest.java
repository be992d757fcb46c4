package io.trestle.gateway.process;

import static io.trestle.gateway.GatewayClient.json;
import static io.trestle.gateway.manifest.ManifestMother.NGINX;
import static io.trestle.gateway.manifest.ManifestMother.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.trestle.engines.TestEnvironment;
import io.trestle.gateway.GatewayClient;
import io.trestle.gateway.GatewayTestResource;
import io.trestle.gateway.cluster.ControlPlane;
import io.trestle.gateway.cluster.ManifestHost;
import io.trestle.gateway.cluster.MockCluster;
import io.trestle.gateway.cluster.NodePorts;
import io.trestle.gateway.signature.TestKey;

/** The packaged gateway against a real API server, with no more rights than {@code kubernetes/cluster-role.yaml} gives it. */
@EnabledIf("isSwitchedOn")
class KubernetesProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path directory;
    private static TestEnvironment environment;
    private static ControlPlane cluster;
    private static NodePorts nodePorts;
    private static ManifestHost manifests;
    private static GatewayProcess process;

    private final TestKey wallet = TestKey.named(UUID.randomUUID().toString());
    private final String namespace = MockCluster.namespace(wallet);
    private GatewayClient gateway;
    private KubernetesClient client;
    private String cookie;

    static boolean isSwitchedOn() {
        if (!Boolean.getBoolean("trestle.kubernetes")) {
            System.out.println("Not run: KubernetesProcessTest. -Dtrestle.kubernetes=true builds a Kubernetes control plane with Go 1.26 "
                    + "(ten minutes of two cores and 3 GB the first time), and runs it.");
            return false;
        }
        return true;
    }

    @BeforeAll
    static void start() {
        environment = TestEnvironment.create();
        cluster = new ControlPlane(directory);
        System.out.println("Tests run against Kubernetes " + cluster.version());
        nodePorts = new NodePorts(cluster.admin());
        manifests = new ManifestHost();
        var configuration = new HashMap<>(GatewayTestResource.configuration());
        configuration.putAll(environment.configuration());
        configuration.putAll(cluster.configuration());
        configuration.put("trestle.gateway.deploy.patience", "5s");
        process = GatewayProcess.start(configuration).awaitReady();
    }

    @AfterAll
    static void stop() {
        process.close();
        manifests.close();
        nodePorts.close();
        cluster.close();
        environment.close();
    }

    @BeforeEach
    void signIn() {
        client = cluster.admin();
        gateway = process.client();
        cookie = gateway.session(wallet);
    }

    @Test
    void shouldServe_replaceWithoutDroppingARequest_andTakeEverythingAway() throws InterruptedException {
        shouldBeDeployed(deploy(NGINX + "\n---\n" + SERVICE));
        var first = gateway.get("/a", "Cookie", cookie).body();
        assertThat(first).startsWith("trestle-").endsWith(" /a");
        assertThat(client.resourceQuotas().inNamespace(namespace).withName("trestle").get().getStatus().getUsed().get("pods"))
                .as("the quota counts").isEqualTo(new Quantity("1"));
        assertThat(client.network().v1().networkPolicies().inNamespace(namespace).withName("trestle").get()).isNotNull();
        assertThat(client.services().inNamespace(namespace).withName("nginx").get().getSpec().getClusterIP()).isNotEmpty();

        var failures = new AtomicInteger();
        var over = new AtomicBoolean();
        var load = new Thread(() -> {
            while (!over.get()) {
                failures.addAndGet(gateway.get("/a", "Cookie", cookie).statusCode() == 200 ? 0 : 1);
            }
        });
        load.start();
        shouldBeDeployed(deploy(NGINX.replace("nginx:1.25", "nginx:1.26") + "\n---\n" + SERVICE.replace("port: 80", "port: 81")));
        await().atMost(PATIENCE).until(() -> !gateway.get("/a", "Cookie", cookie).body().equals(first));
        await().atMost(PATIENCE).until(() -> client.pods().inNamespace(namespace).list().getItems().size() == 1);
        over.set(true);
        load.join();
        assertThat(failures).hasValue(0);
        assertThat(client.services().inNamespace(namespace).withName("nginx").get().getSpec().getPorts().get(0).getPort()).isEqualTo(81);

        assertThat(gateway.get("/greet/undeploy", "Cookie", cookie).statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> client.pods().inNamespace(namespace).list().getItems().isEmpty()
                && client.services().inNamespace(namespace).list().getItems().isEmpty()
                && client.apps().deployments().inNamespace(namespace).list().getItems().isEmpty());
    }

    @Test
    void shouldFail_andKeepTheOneBefore_whenAnImageIsNotThere() {
        shouldBeDeployed(deploy(NGINX + "\n---\n" + SERVICE));
        var before = gateway.get("/", "Cookie", cookie).body();

        shouldFail(deploy(NGINX.replace("nginx:1.25", "missing/image:1") + "\n---\n" + SERVICE.replace("port: 80", "port: 81")),
                "not-available", "The image missing/image:1 cannot be pulled");
        assertThat(gateway.get("/", "Cookie", cookie).body()).isEqualTo(before);
        assertThat(client.services().inNamespace(namespace).withName("nginx").get().getSpec().getPorts().get(0).getPort()).isEqualTo(80);
        assertThat(client.apps().deployments().inNamespace(namespace).list().getItems()).hasSize(1);
    }

    @Test
    void shouldFail_whenTheQuotaLetsNoPodStart() {
        shouldBeDeployed(deploy(NGINX));
        client.resource(new ResourceQuotaBuilder().withNewMetadata().withName("more").withNamespace(namespace).endMetadata().withNewSpec()
                .addToHard("pods", new Quantity("1")).endSpec().build()).create();
        // Until the controller has looked, it counts nothing.
        await().atMost(PATIENCE).until(() -> client.resourceQuotas().inNamespace(namespace).withName("more").get().getStatus().getUsed()
                .containsKey("pods"));

        shouldFail(deploy(NGINX), "quota-exceeded", "The cluster starts no more pods: the wallet's quota is exceeded");
    }

    @Test
    void shouldFail_whenTheProgressDeadlineIsOver() {
        shouldFail(deploy(NGINX.replace("replicas: 1", "replicas: 1\n  progressDeadlineSeconds: 2").replace("cpu: 500m",
                "cpu: 500m\n            requests:\n              nvidia.com/gpu: 1")), "manifest-invalid", null);
        shouldFail(deploy(NGINX.replace("replicas: 1", "replicas: 1\n  progressDeadlineSeconds: 2").replace("    spec:\n",
                "    spec:\n      nodeSelector: {nowhere: 'true'}\n")), "not-available",
                "It did not become available before its progress deadline: nginx (no node has room for it)");
    }

    @Test
    void shouldFail_whenTheApiServerFindsAMistake() {
        shouldFail(deploy(NGINX.replace("containerPort: 8081", "containerPort: 70000")), "manifest-invalid",
                "The cluster does not accept it: spec.template.spec.containers[0].ports[0].containerPort: "
                        + "Invalid value: 70000: must be between 1 and 65535, inclusive");
    }

    @Test
    void shouldFail_whenTheGatewayHasNoRights() {
        var binding = client.rbac().clusterRoleBindings().withName("gateway").get();
        client.resource(binding).delete();
        try {
            // The authorizer learns of it in a while.
            await().atMost(PATIENCE).untilAsserted(() -> shouldFail(deploy(NGINX), "cluster-failed",
                    "The cluster does not allow the gateway to create what it asks for"));
        } finally {
            binding.getMetadata().setResourceVersion(null);
            client.resource(binding).create();
        }
        await().atMost(PATIENCE).untilAsserted(() -> shouldBeDeployed(deploy(NGINX)));
    }

    private HttpResponse<String> deploy(String manifest) {
        return gateway.deploy(cookie, manifests.put(manifest));
    }

    private static void shouldBeDeployed(HttpResponse<String> answer) {
        assertThat(answer.body()).isEqualTo("{\"msg\":\"[ACK] deployed ok\"}");
    }

    private static void shouldFail(HttpResponse<String> answer, String reason, String detail) {
        assertThat(json(answer).getString("reason")).as(answer.body()).isEqualTo(reason);
        if (detail != null) {
            assertThat(json(answer).getString("detail")).isEqualTo(detail);
        }
    }
}
