package io.trestle.gateway.process;

import static io.trestle.gateway.GatewayClient.cookie;
import static io.trestle.gateway.GatewayClient.json;
import static io.trestle.gateway.manifest.ManifestMother.NGINX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.engines.TestEnvironment;
import io.trestle.gateway.ComputeTopic;
import io.trestle.gateway.GatewayClient;
import io.trestle.gateway.GatewayTestResource;
import io.trestle.gateway.cluster.ManifestHost;
import io.trestle.gateway.cluster.MockCluster;
import io.trestle.gateway.signature.TestKey;
import io.trestle.model.compute.DeploymentReady;
import io.trestle.model.compute.DeploymentRemoved;
import io.trestle.model.compute.DeploymentRequested;

/** What was acknowledged outlives the process, and is true in every replica. */
class CrashProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static TestEnvironment environment;
    private static MockCluster cluster;
    private static ManifestHost manifests;
    private static EchoService service;
    private static ComputeTopic topic;

    private final TestKey wallet = TestKey.named(UUID.randomUUID().toString());
    private final String namespace = MockCluster.namespace(wallet);
    private GatewayProcess process;
    private GatewayProcess replica;

    @BeforeAll
    static void engines() {
        environment = TestEnvironment.create();
        cluster = new MockCluster();
        manifests = new ManifestHost();
        service = new EchoService("service");
        topic = new ComputeTopic(environment.bootstrapServers(), environment.topicPrefix());
    }

    @AfterAll
    static void stopEngines() {
        topic.close();
        service.close();
        manifests.close();
        cluster.close();
        environment.close();
    }

    @AfterEach
    void stop() {
        Stream.of(process, replica).filter(one -> one != null).forEach(GatewayProcess::close);
    }

    @Nested
    class Restart {
        @Test
        void shouldKeepSessionsTheirEndsProofsAndEntrances() {
            process = start(Map.of("trestle.gateway.deploy.target", "host"));
            var gateway = process.client();
            var time = "" + Instant.now().getEpochSecond();
            gateway.authorize(wallet);
            var cookie = cookie(gateway.signIn(wallet.address().text(), time, wallet.sign(time)));
            var later = "" + (Instant.now().getEpochSecond() + 5);
            var ended = cookie(gateway.signIn(wallet.address().text(), later, wallet.sign(later)));
            gateway.get("/greet/logout", "Cookie", ended);
            var other = TestKey.named(UUID.randomUUID().toString());
            var revoked = gateway.session(other);
            gateway.send("POST", "/greet/revoke-all", "", "Cookie", revoked);
            assertThat(gateway.deploy(cookie, service.address()).statusCode()).isEqualTo(200);

            process.kill();
            process = start(Map.of("trestle.gateway.deploy.target", "host"));
            var after = process.client();

            assertThat(after.get("/x", "Cookie", cookie).body()).isEqualTo("service /x");
            assertThat(after.get("/x", "Cookie", ended).statusCode()).as("logged out").isEqualTo(400);
            assertThat(after.get("/greet/status", "Cookie", revoked).statusCode()).as("revoked").isEqualTo(400);
            assertThat(after.signIn(wallet.address().text(), time, wallet.sign(time)).statusCode()).as("replayed").isEqualTo(400);
            var fresh = "" + (Instant.now().getEpochSecond() + 11);
            assertThat(after.signIn(wallet.address().text(), fresh, wallet.sign(fresh)).statusCode()).as("authorized").isEqualTo(200);
        }
    }

    @Nested
    class DeploymentsUnderWay {
        @Test
        void shouldGoOn_whenItIsKilledBeforeTheClusterHasIt() {
            cluster.cut();
            process = start(Map.of());
            var cookie = process.client().session(wallet);
            deploy(process, cookie, manifests.put(NGINX));
            await().atMost(PATIENCE).until(() -> latest(process, cookie).startsWith("requested The cluster cannot be used now"));

            process.kill();
            cluster.mend();
            process = start(Map.of());
            cluster.run(cluster.awaitDeployment(namespace, List.of()), service.port());
            shouldServe(process, cookie);
        }

        @Test
        void shouldGoOn_whenItIsKilledWhileItWaits_andTakeAwayWhatWasReplaced() {
            process = start(Map.of());
            var cookie = process.client().session(wallet);
            deploy(process, cookie, manifests.put(NGINX));
            var first = cluster.awaitDeployment(namespace, List.of());
            await().atMost(PATIENCE).until(() -> latest(process, cookie).startsWith("applied"));

            process.kill();
            cluster.run(first, service.port());
            process = start(Map.of());
            shouldServe(process, cookie);

            // Killed once more, while the first one drains.
            deploy(process, cookie, manifests.put(NGINX));
            var second = cluster.awaitDeployment(namespace, List.of(first));
            cluster.run(second, service.port());
            var replaced = first.getMetadata().getLabels().get("trestle.io/deployment");
            await().atMost(PATIENCE).until(() -> topic.events(second.getMetadata().getLabels().get("trestle.io/deployment"),
                    DeploymentReady.class).size() == 1);
            process.kill();
            process = start(Map.of());
            await().atMost(PATIENCE).until(() -> !topic.events(replaced, DeploymentRemoved.class).isEmpty());
            assertThat(cluster.deployments(namespace)).extracting(one -> one.getMetadata().getName())
                    .containsExactly(second.getMetadata().getName());
            shouldServe(process, cookie);
        }

        private void shouldServe(GatewayProcess running, String cookie) {
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(running.client().get("/y", "Cookie", cookie).body()).isEqualTo("service /y"));
            var id = json(running.client().get("/greet/status", "Cookie", cookie)).getJsonObject("serving").getString("id");
            await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentReady.class).isEmpty());
            assertThat(topic.events(id, DeploymentRequested.class)).hasSize(1);
            assertThat(topic.events(id, DeploymentReady.class)).hasSize(1);
        }
    }

    @Nested
    class TwoReplicas {
        @Test
        void shouldShareSessionsProofsAndEntrances_andDeployOnce() {
            process = start(Map.of());
            replica = start(Map.of());
            var one = process.client();
            var two = replica.client();
            var time = "" + Instant.now().getEpochSecond();
            one.authorize(wallet);
            var tries = Stream.of(one, two, one, two)
                    .map(gateway -> CompletableFuture.supplyAsync(() -> gateway.signIn(wallet.address().text(), time, wallet.sign(time))))
                    .toList().stream().map(CompletableFuture::join).toList();
            assertThat(tries).as("a proof lets in once").filteredOn(answer -> answer.statusCode() == 200).hasSize(1);
            var cookie = cookie(tries.stream().filter(answer -> answer.statusCode() == 200).findFirst().orElseThrow());

            assertThat(two.get("/", "Cookie", cookie).body()).contains("have not deployed before");
            var deployed = deploy(process, cookie, manifests.put(NGINX));
            var deployment = cluster.awaitDeployment(namespace, List.of());
            cluster.run(deployment, service.port());
            assertThat(deployed.join().statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(two.get("/z", "Cookie", cookie).body()).isEqualTo("service /z"));
            assertThat(cluster.deployments(namespace)).hasSize(1);
            var id = deployment.getMetadata().getLabels().get("trestle.io/deployment");
            await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentReady.class).isEmpty());
            assertThat(topic.events(id)).as("requested and ready, each told once").hasSize(2);

            two.get("/greet/logout", "Cookie", cookie);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(one.get("/z", "Cookie", cookie).statusCode()).isEqualTo(400));
        }
    }

    private static String latest(GatewayProcess process, String cookie) {
        var latest = json(process.client().get("/greet/status", "Cookie", cookie)).getJsonObject("latest");
        return latest == null ? "" : latest.getString("state") + " " + latest.getString("progress");
    }

    /** Breaks off when the process is killed. */
    private static CompletableFuture<HttpResponse<String>> deploy(GatewayProcess process, String cookie, String address) {
        GatewayClient client = process.client();
        return CompletableFuture.supplyAsync(() -> client.deploy(cookie, address));
    }

    private static GatewayProcess start(Map<String, String> more) {
        var configuration = new HashMap<>(GatewayTestResource.configuration());
        configuration.putAll(cluster.configuration());
        configuration.putAll(environment.configuration());
        configuration.put("trestle.gateway.deploy.drain", "5s");
        configuration.putAll(more);
        return GatewayProcess.start(configuration).awaitReady();
    }
}
