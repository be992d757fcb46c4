package io.trestle.gateway.deployment;

import static io.trestle.gateway.GatewayClient.json;
import static io.trestle.gateway.manifest.ManifestMother.NGINX;
import static io.trestle.gateway.manifest.ManifestMother.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.gateway.ComputeTopic;
import io.trestle.gateway.GatewayClient;
import io.trestle.gateway.cluster.ManifestHost;
import io.trestle.gateway.cluster.MockCluster;
import io.trestle.gateway.cluster.MockClusterTestResource;
import io.trestle.gateway.edge.GatewayServer;
import io.trestle.gateway.signature.TestKey;
import io.trestle.model.compute.DeploymentFailed;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.compute.DeploymentReady;
import io.trestle.model.compute.DeploymentRemoved;
import io.trestle.model.compute.RemovalCause;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;

/** Type 3 with a manifest: from its address to the proxied request. The API server is a mock that stores; the services behind are real. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(MockClusterTestResource.class)
class KubernetesDeploymentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    GatewayServer server;

    @Inject
    Vertx vertx;

    @Inject
    Pool pool;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = "trestle.kafka.topic-prefix")
    String prefix;

    MockCluster cluster;

    private final ManifestHost manifests = new ManifestHost();
    private GatewayClient gateway;
    private String cookie;
    private String namespace;
    private ComputeTopic topic;
    private HttpServer first;
    private HttpServer second;

    @BeforeEach
    void start() {
        gateway = new GatewayClient(server::port);
        var wallet = TestKey.named(UUID.randomUUID().toString());
        namespace = MockCluster.namespace(wallet);
        cookie = gateway.session(wallet);
        topic = new ComputeTopic(kafka, prefix);
        first = service("first");
        second = service("second");
    }

    @AfterEach
    void stop() {
        cluster.mend();
        topic.close();
        manifests.close();
        first.close();
        second.close();
    }

    @Nested
    class Deploy {
        @Test
        void shouldBeAppliedInANamespaceOfTheWallet_withinBounds() {
            var answer = deploy(NGINX + "\n---\n" + SERVICE);
            var deployment = cluster.awaitDeployment(namespace, List.of());
            var id = latest().getString("id");
            cluster.run(deployment, first.actualPort());
            assertThat(answer.join().body()).isEqualTo("{\"msg\":\"[ACK] deployed ok\"}");

            var client = cluster.client();
            assertThat(client.namespaces().withName(namespace).get().getMetadata().getLabels())
                    .containsEntry("trestle.io/wallet", namespace.substring("trestle-".length()))
                    .containsEntry("pod-security.kubernetes.io/enforce", "baseline");
            assertThat(client.resourceQuotas().inNamespace(namespace).withName("trestle").get().getSpec().getHard())
                    .containsKeys("pods", "limits.cpu", "limits.memory", "requests.nvidia.com/gpu");
            assertThat(client.limitRanges().inNamespace(namespace).withName("trestle").get()).isNotNull();
            assertThat(client.network().v1().networkPolicies().inNamespace(namespace).withName("trestle").get().getSpec().getPolicyTypes())
                    .containsExactlyInAnyOrder("Ingress", "Egress");
            assertThat(deployment.getMetadata().getLabels()).containsEntry("trestle.io/deployment", id);
            assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels()).containsEntry("trestle.io/deployment", id)
                    .containsEntry("app.kubernetes.io/name", "nginx");
            assertThat(deployment.getSpec().getTemplate().getSpec().getAutomountServiceAccountToken()).isFalse();
            assertThat(client.services().inNamespace(namespace).withName("nginx").get()).isNotNull();
        }

        @Test
        void shouldExposeTheFirstPort_tellItsProgress_andForwardRequests() {
            var answer = deploy(NGINX);
            var deployment = cluster.awaitDeployment(namespace, List.of());
            cluster.status(deployment, "Available", "False", "MinimumReplicasUnavailable", "", 0);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(latest().getString("progress"))
                    .isEqualTo("0 of 1 available; waiting for nginx (MinimumReplicasUnavailable)"));
            assertThat(gateway.get("/", "Cookie", cookie).statusCode()).isEqualTo(400);

            cluster.run(deployment, first.actualPort());
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(gateway.get("/a?b=c", "Cookie", cookie).body()).isEqualTo("first /a?b=c");
            var exposed = cluster.services(namespace).get(0);
            assertThat(exposed.getSpec().getPorts()).singleElement()
                    .satisfies(port -> assertThat(port.getTargetPort().getIntVal()).isEqualTo(8081));
            assertThat(exposed.getSpec().getSelector()).containsEntry("trestle.io/component", "nginx");
            var id = serving().getString("id");
            await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentReady.class).isEmpty());
        }
    }

    @Nested
    class Redeploy {
        @Test
        void shouldReplaceWithoutDroppingARequest() throws InterruptedException {
            var before = deployed(NGINX, first);
            var id = serving().getString("id");
            var failures = new AtomicInteger();
            var answers = new AtomicInteger();
            var over = new AtomicBoolean();
            var load = IntStream.range(0, 4).mapToObj(i -> new Thread(() -> {
                while (!over.get()) {
                    if (gateway.get(i == 0 ? "/slow" : "/", "Cookie", cookie).statusCode() != 200) {
                        failures.incrementAndGet();
                    }
                    answers.incrementAndGet();
                }
            })).toList();
            load.forEach(Thread::start);
            await().atMost(PATIENCE).until(() -> answers.get() > 20);

            var answer = deploy(NGINX.replace("nginx:1.25", "nginx:1.26"));
            var after = cluster.awaitDeployment(namespace, List.of(before));
            assertThat(cluster.deployments(namespace)).as("the one before serves on").hasSize(2);
            cluster.run(after, second.actualPort());
            assertThat(answer.join().statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> gateway.get("/", "Cookie", cookie).body().startsWith("second"));
            await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentRemoved.class).isEmpty());
            over.set(true);
            for (var thread : load) {
                thread.join();
            }

            assertThat(failures).hasValue(0);
            assertThat(cluster.deployments(namespace)).singleElement()
                    .satisfies(left -> assertThat(left.getMetadata().getName()).isEqualTo(after.getMetadata().getName()));
            assertThat(topic.events(id, DeploymentRemoved.class)).singleElement()
                    .satisfies(event -> assertThat(event.cause()).isEqualTo(RemovalCause.REPLACED));
        }

        @Test
        void shouldKeepTheServicesOfTheOneBefore_whenTheNewOneFails() {
            deployed(NGINX + "\n---\n" + SERVICE, first);
            var answer = deploy(NGINX + "\n---\n" + SERVICE.replace("targetPort: 8081", "targetPort: 9999"));
            var wrong = cluster.awaitDeployment(namespace, cluster.deployments(namespace));
            assertThat(shared().getIntVal()).isEqualTo(9999);
            cluster.status(wrong, "Progressing", "False", "ProgressDeadlineExceeded", "", 0);

            assertThat(json(answer.join()).getString("reason")).isEqualTo("not-available");
            assertThat(shared().getIntVal()).isEqualTo(8081);
            assertThat(cluster.deployments(namespace)).hasSize(1);
            assertThat(gateway.get("/", "Cookie", cookie).body()).isEqualTo("first /");
        }

        private io.fabric8.kubernetes.api.model.IntOrString shared() {
            return cluster.client().services().inNamespace(namespace).withName("nginx").get().getSpec().getPorts().get(0).getTargetPort();
        }
    }

    @Nested
    class Undeploy {
        @Test
        void shouldTakeEverythingAway() {
            deployed(NGINX + "\n---\n" + SERVICE, first);
            var id = serving().getString("id");

            assertThat(gateway.get("/greet/undeploy", "Cookie", cookie).body()).isEqualTo("{\"msg\":\"[ACK] undeployed ok\"}");
            assertThat(gateway.get("/", "Cookie", cookie).statusCode()).isEqualTo(400);
            await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentRemoved.class).isEmpty());
            assertThat(cluster.deployments(namespace)).isEmpty();
            assertThat(cluster.services(namespace)).isEmpty();
            assertThat(topic.events(id, DeploymentRemoved.class)).singleElement()
                    .satisfies(event -> assertThat(event.cause()).isEqualTo(RemovalCause.UNDEPLOYED));
        }

        @Test
        void shouldGiveUpWhatIsUnderWay() {
            var answer = deploy(NGINX);
            cluster.awaitDeployment(namespace, List.of());

            assertThat(gateway.get("/greet/undeploy", "Cookie", cookie).statusCode()).isEqualTo(200);
            assertThat(json(answer.join()).getString("reason")).isEqualTo("superseded");
            assertThat(cluster.deployments(namespace)).isEmpty();
        }
    }

    @Nested
    class Failures {
        @Test
        void shouldFail_whenTheImageCannotBePulled() {
            var answer = deploy(NGINX);
            cluster.stuckPod(cluster.awaitDeployment(namespace, List.of()), "ImagePullBackOff");

            shouldFail(answer, DeploymentFailure.NOT_AVAILABLE, "The image nginx:1.25 cannot be pulled");
        }

        @Test
        void shouldFail_whenTheProgressDeadlineIsExceeded() {
            var answer = deploy(NGINX);
            var deployment = cluster.awaitDeployment(namespace, List.of());
            cluster.stuckPod(deployment, "CrashLoopBackOff");
            cluster.status(deployment, "Progressing", "False", "ProgressDeadlineExceeded", "", 0);

            shouldFail(answer, DeploymentFailure.NOT_AVAILABLE, "It did not become available before its progress deadline: "
                    + "nginx (the container nginx waits: CrashLoopBackOff)");
        }

        @Test
        void shouldFail_whenTheQuotaLetsNoPodStart() {
            var answer = deploy(NGINX);
            cluster.status(cluster.awaitDeployment(namespace, List.of()), "ReplicaFailure", "True", "FailedCreate",
                    "pods \"x\" is forbidden: exceeded quota: trestle", 0);

            shouldFail(answer, DeploymentFailure.QUOTA_EXCEEDED, "The cluster starts no more pods: the wallet's quota is exceeded");
        }

        @Test
        void shouldFail_whenTheClusterForbidsIt() {
            cluster.failOnce("POST", deploymentsPath(), 403, "deployments.apps is forbidden: User \"gateway\" cannot create resource");

            shouldFail(deploy(NGINX), DeploymentFailure.CLUSTER_FAILED,
                    "The cluster does not allow the gateway to create what it asks for");
        }

        @Test
        void shouldFail_whenTheClusterSaysThatAMemberIsWrong() {
            cluster.fail(deploymentsPath(), new StatusBuilder().withCode(422).withMessage("Deployment is invalid").withNewDetails()
                    .addNewCause("spec.template.spec.containers[0].name", "must be a DNS label", "FieldValueInvalid").endDetails());

            shouldFail(deploy(NGINX), DeploymentFailure.MANIFEST_INVALID,
                    "The cluster does not accept it: spec.template.spec.containers[0].name: must be a DNS label");
        }

        @Test
        void shouldFail_whenItIsNotAvailableInTime() {
            var answer = deploy(NGINX);
            cluster.status(cluster.awaitDeployment(namespace, List.of()), "Available", "False", "MinimumReplicasUnavailable", "", 0);
            timePasses();

            shouldFail(answer, DeploymentFailure.NOT_AVAILABLE, "It did not become available in time: "
                    + "0 of 1 available; waiting for nginx (MinimumReplicasUnavailable)");
        }

        @Test
        void shouldGoOn_afterAConflict_andAnErrorOfTheCluster() {
            cluster.failOnce("POST", deploymentsPath(), 500, "etcdserver: leader changed");
            cluster.failOnce("POST", "/api/v1/namespaces/" + namespace + "/services", 409, "the object has been modified");
            var answer = deploy(NGINX + "\n---\n" + SERVICE);
            cluster.run(cluster.awaitDeployment(namespace, List.of()), first.actualPort());

            assertThat(answer.join().statusCode()).isEqualTo(200);
        }

        @Test
        void shouldGoOn_whenTheClusterIsBack() {
            cluster.cut();
            var answer = deploy(NGINX);
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(latest().getString("progress")).isEqualTo("The cluster cannot be used now: it does not answer"));
            cluster.mend();
            cluster.run(cluster.awaitDeployment(namespace, List.of()), first.actualPort());

            assertThat(answer.join().statusCode()).isEqualTo(200);
        }

        @Test
        void shouldTellTheFailure_whenTheClusterStaysAway_andClearUpLater() {
            var answer = deploy(NGINX);
            cluster.awaitDeployment(namespace, List.of());
            await().atMost(PATIENCE).until(() -> latest().getString("state").equals("applied"));
            cluster.cut();
            timePasses();

            var answered = answer.join();
            assertThat(json(answered).getString("detail")).isEqualTo("The cluster could not be used in time: it does not answer");
            assertThat(json(answered).getString("reason")).isEqualTo("cluster-failed");
            cluster.mend();
            await().atMost(PATIENCE).until(() -> cluster.deployments(namespace).isEmpty() && cluster.services(namespace).isEmpty());
        }

        private void shouldFail(CompletableFuture<HttpResponse<String>> answer, DeploymentFailure reason, String detail) {
            var answered = answer.join();
            assertThat(json(answered).getString("detail")).isEqualTo(detail);
            assertThat(answered.statusCode()).isEqualTo(500);
            var id = latest().getString("id");
            await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentFailed.class).isEmpty());
            assertThat(topic.events(id, DeploymentFailed.class)).singleElement().satisfies(event -> {
                assertThat(event.reason()).isEqualTo(reason);
                assertThat(event.detail()).isEqualTo(detail);
            });
            assertThat(cluster.deployments(namespace)).isEmpty();
            assertThat(cluster.services(namespace)).isEmpty();
        }

        private String deploymentsPath() {
            return "/apis/apps/v1/namespaces/" + namespace + "/deployments";
        }

        /** As if it had been waited for as long as is configured. */
        private void timePasses() {
            pool.preparedQuery("UPDATE deployment SET give_up_at = now() WHERE id = $1::uuid")
                    .execute(io.vertx.mutiny.sqlclient.Tuple.of(latest().getString("id"))).await().atMost(PATIENCE);
        }
    }

    /** What is at the address that a user gives; whatever it is, the cluster hears nothing of it. */
    @Nested
    class Addresses {
        @ParameterizedTest
        @ValueSource(strings = {"http://10.0.0.1/a.yaml", "http://169.254.169.254/latest/user-data", "https://192.168.1.1/a.yaml",
                "http://[::ffff:10.0.0.1]/a.yaml", "file:///etc/passwd", "ftp://127.0.0.1/a.yaml", "http://0x0a000001/a.yaml", "a.yaml"})
        void shouldBeRefused_whenItIsNotForUsers(String address) {
            shouldFail(address, "address-refused");
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://10.0.0.1/a.yaml", "http://169.254.169.254/", "file:///etc/passwd", "//192.168.0.1/a"})
        void shouldBeRefused_whenItLeadsElsewhere(String location) {
            shouldFail(manifests.serve(response -> response.setStatusCode(302).putHeader("location", location).end()), "address-refused");
        }

        @Test
        void shouldBeRefused_whenItLeadsInCircles() {
            var self = new AtomicReference<String>();
            self.set(manifests.serve(response -> response.setStatusCode(307).putHeader("location", self.get()).end()));

            shouldFail(self.get(), "manifest-unavailable");
        }

        @Test
        void shouldBeRefused_whenTheManifestIsTooLong() {
            shouldFail(manifests.put(NGINX + "#".repeat(1024 * 1024)), "manifest-unavailable");
            shouldFail(manifests.serve(response -> {
                response.setChunked(true);
                var timer = vertx.setPeriodic(1, tick -> response.write("#".repeat(100_000)));
                response.closeHandler(closed -> vertx.cancelTimer(timer));
            }), "manifest-unavailable");
        }

        @Test
        void shouldBeRefused_whenThereIsNoManifest() {
            shouldFail(manifests.serve(response -> response.setStatusCode(404).end(NGINX)), "manifest-unavailable");
            shouldFail(manifests.serve(response -> response.setStatusCode(500).end()), "manifest-unavailable");
            shouldFail(manifests.serve(response -> response.end(Buffer.buffer(new byte[]{(byte) 0xff, 0}))), "manifest-invalid");
            shouldFail(manifests.put("hello"), "manifest-invalid");
        }

        @Test
        void shouldBeRefused_whenTheManifestReachesBeyond() {
            shouldFail(manifests.put(NGINX.replace("          image:", "          securityContext: {privileged: true}\n          image:")),
                    "manifest-refused");
            shouldFail(manifests.put(NGINX.replace("replicas: 1", "replicas: 1000")), "quota-exceeded");
        }

        private void shouldFail(String address, String reason) {
            var answer = gateway.deploy(cookie, address);

            assertThat(json(answer).getString("reason")).as(answer.body()).isEqualTo(reason);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(cluster.client().namespaces().withName(namespace).get()).isNull();
        }
    }

    private Deployment deployed(String manifest, HttpServer service) {
        var answer = deploy(manifest);
        var deployment = cluster.awaitDeployment(namespace, List.of());
        cluster.run(deployment, service.actualPort());
        assertThat(answer.join().statusCode()).isEqualTo(200);
        return deployment;
    }

    private CompletableFuture<HttpResponse<String>> deploy(String manifest) {
        var address = manifests.put(manifest);
        return CompletableFuture.supplyAsync(() -> gateway.deploy(cookie, address));
    }

    private JsonObject status() {
        return json(gateway.get("/greet/status", "Cookie", cookie));
    }

    private JsonObject serving() {
        return status().getJsonObject("serving");
    }

    private JsonObject latest() {
        var status = status();
        return status.getJsonObject("latest", status.getJsonObject("serving", new JsonObject(Map.of("state", "", "progress", ""))));
    }

    private HttpServer service(String name) {
        return vertx.createHttpServer().requestHandler(request -> {
            var text = name + " " + request.uri();
            if (request.path().equals("/slow")) {
                vertx.setTimer(300, timer -> request.response().end(text));
            } else {
                request.response().end(text);
            }
        }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }
}
