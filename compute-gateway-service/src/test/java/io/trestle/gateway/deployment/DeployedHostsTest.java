package io.trestle.gateway.deployment;

import static io.trestle.gateway.GatewayClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.gateway.ComputeTopic;
import io.trestle.gateway.GatewayClient;
import io.trestle.gateway.GatewayTestResource;
import io.trestle.gateway.edge.GatewayServer;
import io.trestle.gateway.signature.TestKey;
import io.trestle.model.compute.DeploymentFailed;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.compute.DeploymentReady;
import io.trestle.model.compute.DeploymentRemoved;
import io.trestle.model.compute.DeploymentRequested;
import io.trestle.model.compute.RemovalCause;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** Type 3 with a host: from the deploy to the proxied request, and what is told of it. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(GatewayTestResource.class)
class DeployedHostsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    GatewayServer server;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = "trestle.kafka.topic-prefix")
    String prefix;

    private GatewayClient gateway;
    private TestKey wallet;
    private String cookie;
    private ComputeTopic topic;
    private HttpServer first;
    private HttpServer second;

    @BeforeEach
    void start() {
        gateway = new GatewayClient(server::port);
        wallet = TestKey.named(UUID.randomUUID().toString());
        cookie = gateway.session(wallet);
        topic = new ComputeTopic(kafka, prefix);
        first = service("first");
        second = service("second");
    }

    @AfterEach
    void stop() {
        topic.close();
        first.close();
        second.close();
    }

    @Test
    void shouldForwardRequests_whenTheHostIsDeployed() {
        var answer = gateway.deploy(cookie, address(first));
        assertThat(answer.body()).isEqualTo("{\"msg\":\"[ACK] deployed ok\"}");
        assertThat(answer.statusCode()).isEqualTo(200);

        assertThat(gateway.get("/any/path?x=1", "Cookie", cookie).body()).isEqualTo("first /any/path?x=1");
        assertThat(gateway.send("DELETE", "/", "", "Authorization", "Bearer " + cookie).body()).isEqualTo("first /");
        assertThat(gateway.get("/any/path").statusCode()).as("without a session").isEqualTo(400);
    }

    @Test
    void shouldTellOfIt_fromTheWishToTheEnd() {
        gateway.deploy(cookie, address(first) + "/ignored?token=secret");
        var id = serving();
        await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentReady.class).isEmpty());
        assertThat(topic.events(id, DeploymentRequested.class)).singleElement()
                .satisfies(event -> assertThat(event.source()).isEqualTo(address(first) + "/ignored"));

        assertThat(gateway.get("/greet/undeploy", "Cookie", cookie).body()).isEqualTo("{\"msg\":\"[ACK] undeployed ok\"}");
        assertThat(gateway.get("/", "Cookie", cookie).body())
                .isEqualTo("{\"msg\":\"[Fail] have not deployed before or something went wrong\"}");
        await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentRemoved.class).isEmpty());
        assertThat(topic.events(id, DeploymentRemoved.class)).singleElement()
                .satisfies(event -> assertThat(event.cause()).isEqualTo(RemovalCause.UNDEPLOYED));
        assertThat(topic.texts()).noneMatch(text -> text.contains("secret"));
    }

    @Test
    void shouldReplaceWithoutDroppingARequest_whenItIsDeployedAgain() throws InterruptedException {
        gateway.deploy(cookie, address(first));
        var before = serving();
        var failures = new AtomicInteger();
        var answers = new AtomicInteger();
        var over = new AtomicBoolean();
        var load = new Thread(() -> {
            while (!over.get()) {
                if (gateway.get("/", "Cookie", cookie).statusCode() != 200) {
                    failures.incrementAndGet();
                }
                answers.incrementAndGet();
            }
        });
        load.start();
        await().atMost(PATIENCE).until(() -> answers.get() > 10);
        assertThat(gateway.deploy(cookie, address(second)).statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> gateway.get("/", "Cookie", cookie).body().startsWith("second"));
        over.set(true);
        load.join();

        assertThat(failures).hasValue(0);
        assertThat(topic.events(serving(), DeploymentReady.class)).allSatisfy(event -> assertThat(event.replaces()).isEqualTo(before));
        await().atMost(PATIENCE).until(() -> !topic.events(before, DeploymentRemoved.class).isEmpty());
        assertThat(topic.events(before, DeploymentRemoved.class)).singleElement()
                .satisfies(event -> assertThat(event.cause()).isEqualTo(RemovalCause.REPLACED));
    }

    @Test
    void shouldLeaveOtherWalletsAlone() {
        gateway.deploy(cookie, address(first));
        var other = gateway.session(TestKey.named(UUID.randomUUID().toString()));

        assertThat(gateway.get("/", "Cookie", other).body())
                .isEqualTo("{\"msg\":\"[Fail] have not deployed before or something went wrong\"}");
        assertThat(json(gateway.get("/greet/status", "Cookie", other)).fieldNames()).containsExactly("wallet");
        assertThat(gateway.get("/greet/undeploy", "Cookie", other).statusCode()).isEqualTo(400);
        gateway.deploy(other, address(second));
        assertThat(gateway.get("/", "Cookie", cookie).body()).isEqualTo("first /");
        assertThat(gateway.get("/", "Cookie", other).body()).isEqualTo("second /");
        gateway.get("/greet/revoke-all", "Cookie", other);
        assertThat(gateway.get("/", "Cookie", cookie).body()).isEqualTo("first /");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1", "http://169.254.169.254/latest/meta-data", "http://0.0.0.0", "http://[::ffff:10.0.0.1]",
            "http://2130706433.example.invalid", "http://0x0a000001", "http://167772161", "http://user@192.168.0.1", "file:///etc/passwd",
            "gopher://127.0.0.1", "jar:http://a!/b", "http://", "hello", "http://100.64.0.1", "http://[fd00::1]", "http://[64:ff9b::a00:1]",
            "http://224.0.0.1"})
    void shouldRefuse_whenTheAddressIsNotForUsers(String address) {
        var answer = gateway.deploy(cookie, address);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(json(answer).getString("msg")).isEqualTo("[Fail] Failed to deploy");
        assertThat(json(answer).getString("reason")).isEqualTo("address-refused");
        assertThat(json(gateway.get("/greet/status", "Cookie", cookie)).getJsonObject("latest").getString("state")).isEqualTo("failed");
    }

    @Test
    void shouldTellOfAFailure_andKeepWhatWasThere() {
        gateway.deploy(cookie, address(first));
        assertThat(gateway.deploy(cookie, "http://10.0.0.1").statusCode()).isEqualTo(500);

        assertThat(gateway.get("/", "Cookie", cookie).body()).isEqualTo("first /");
        var failed = json(gateway.get("/greet/status", "Cookie", cookie)).getJsonObject("latest").getString("id");
        await().atMost(PATIENCE).until(() -> !topic.events(failed, DeploymentFailed.class).isEmpty());
        assertThat(topic.events(failed, DeploymentFailed.class)).singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo(DeploymentFailure.ADDRESS_REFUSED));
    }

    private String serving() {
        return json(gateway.get("/greet/status", "Cookie", cookie)).getJsonObject("serving").getString("id");
    }

    private HttpServer service(String name) {
        return vertx.createHttpServer().requestHandler(request -> request.response().end(name + " " + request.uri())).listen(0, "127.0.0.1")
                .toCompletionStage().toCompletableFuture().join();
    }

    private static String address(HttpServer service) {
        return "http://127.0.0.1:" + service.actualPort();
    }
}
