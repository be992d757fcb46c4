package io.trestle.gateway.process;

import static io.trestle.gateway.GatewayClient.cookie;
import static io.trestle.gateway.GatewayClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.trestle.gateway.GatewayClient;
import io.trestle.gateway.signature.TestKey;

/** How the gateway is started, and what it is without PostgreSQL and Kafka. */
class LaunchProcessTest {

    /** Nobody listens there. */
    private static final Map<String, String> NOTHING_AROUND = Map.of("trestle.database.address", "127.0.0.1:1", "kafka.bootstrap.servers",
            "127.0.0.1:1");

    @Nested
    class Version {
        @Test
        void shouldPrintVersionAndCommit_andExit() {
            try (var process = GatewayProcess.start(NOTHING_AROUND, "--version")) {
                assertThat(process.awaitExit()).isZero();
                assertThat(process.log()).matches("compute-gateway-service \\d+\\.\\S+ \\(([0-9a-f]{7,40}|unknown)\\)\\R");
            }
        }
    }

    @Nested
    class WrongUse {
        @Test
        void shouldSayWhatThereIs_whenAnOptionIsUnknown() {
            try (var process = GatewayProcess.start(NOTHING_AROUND, "--tset")) {
                assertThat(process.awaitExit()).isEqualTo(2);
                assertThat(process.log()).startsWith("Unknown option --tset: there are --version and --test.");
            }
        }

        @Test
        void shouldSayWhatIsMissing_whenThereIsNoKeyForSessions() {
            try (var process = GatewayProcess.start(Map.of("trestle.gateway.store", "memory", "trestle.database.password", "none",
                    "trestle.database.enabled", "false", "quarkus.flyway.migrate-at-start", "false", "trestle.gateway.deploy.target",
                    "host"))) {
                assertThat(process.awaitExit()).isNotZero();
                assertThat(process.log()).contains("Sessions need a key: set trestle.gateway.session.key to the base64 of 32 random bytes");
            }
        }

        @Test
        void shouldSayWhatDoesNotGoTogether_whenMemoryIsToDeployToACluster() {
            try (var process = GatewayProcess.start(Map.of("trestle.gateway.deploy.target", "kubernetes"), "--test")) {
                assertThat(process.awaitExit()).isNotZero();
                assertThat(process.log()).contains("set trestle.gateway.deploy.target=host");
            }
        }
    }

    @Nested
    class TestMode {
        @Test
        void shouldServeTheWholeHandshake_whenThereIsNeitherDatabaseNorBroker() {
            try (var service = new EchoService("service"); var process = GatewayProcess.start(talkative(), "--test").awaitReady()) {
                var gateway = process.client();
                var wallet = TestKey.named(UUID.randomUUID().toString());
                shouldBe(gateway.get("/greet?type=0&input=0x1234"), 200, "[ACK] the lease is acceptable");
                shouldBe(gateway.authorize(wallet), 200, "[ACK] " + wallet.address() + " authorized ok");
                shouldRefuseWrongSignatures(gateway, wallet);

                var time = "" + Instant.now().getEpochSecond();
                var signedIn = gateway.signIn(wallet.address().text(), time, wallet.sign(time));
                shouldBe(signedIn, 200, "[ACK] already authorized");
                shouldBe(gateway.signIn(wallet.address().text(), time, wallet.sign(time)), 400, "[Fail] Failed to verify your account");

                var cookie = cookie(signedIn);
                shouldBe(gateway.get("/", "Cookie", cookie), 400, "[Fail] have not deployed before or something went wrong");
                shouldBe(gateway.deploy(cookie, service.address() + "/?token=hunter2"), 200, "[ACK] deployed ok");
                assertThat(gateway.get("/a?b=c", "Cookie", cookie).body()).isEqualTo("service /a?b=c");
                assertThat(json(gateway.get("/greet/status", "Cookie", cookie)).getJsonObject("serving").getString("state"))
                        .isEqualTo("ready");
                shouldBe(gateway.get("/greet/undeploy", "Cookie", cookie), 200, "[ACK] undeployed ok");
                assertThat(gateway.get("/a", "Cookie", cookie).statusCode()).isEqualTo(400);
                shouldBe(gateway.get("/greet/logout", "Cookie", cookie), 200, "[ACK] logged out");
                assertThat(gateway.get("/greet/status", "Cookie", cookie).statusCode()).isEqualTo(400);
                shouldBe(gateway.get("/greet?type=9"), 400, null);

                shouldLetCheatIn(gateway, service);
                assertThat(process.log()).contains(" DEBUG ").doesNotContain(" ERROR ", "Connection refused", "\tat ")
                        // Attack 16: whatever lets somebody in is not in the logs.
                        .doesNotContain(wallet.sign(time).substring(2), cookie.split("=")[1], "hunter2");
            }
        }

        private Map<String, String> talkative() {
            var all = new HashMap<>(NOTHING_AROUND);
            all.put("quarkus.log.category.\"io.trestle\".level", "DEBUG");
            return all;
        }

        @Test
        void shouldNotFollowANameThatMovesIntoTheNetwork(@TempDir Path directory) throws IOException {
            var hosts = Files.writeString(directory.resolve("hosts"), "93.184.215.14 moving.test\n");
            try (var inside = new EchoService("inside"); var process = GatewayProcess.start(names(hosts, inside), "--test").awaitReady()) {
                var gateway = process.client();
                var mover = gateway.session(TestKey.named(UUID.randomUUID().toString()));
                var other = gateway.session(TestKey.named(UUID.randomUUID().toString()));
                shouldBe(gateway.deploy(mover, "http://moving.test:" + inside.port()), 200, "[ACK] deployed ok");

                Files.writeString(hosts, "127.0.0.1 moving.test\n127.0.0.1 allowed.test\n");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> gateway.deploy(other, "http://allowed.test:" + inside.port()).statusCode() == 200);
                assertThat(gateway.get("/allowed", "Cookie", other).body()).as("the new names are in force").isEqualTo("inside /allowed");
                assertThat(gateway.get("/secret", "Cookie", mover).statusCode()).isEqualTo(502);
                assertThat(inside.requests()).containsExactly("/allowed");
            }
        }

        private Map<String, String> names(Path hosts, EchoService inside) {
            var all = new HashMap<>(NOTHING_AROUND);
            all.putAll(Map.of("trestle.outbound.allow-loopback", "false", "trestle.outbound.ports", "" + inside.port(),
                    "trestle.outbound.allowed-hosts", "allowed.test", "quarkus.vertx.resolver.hosts-path", hosts.toString(),
                    "quarkus.vertx.resolver.host-refresh-period", "100", "quarkus.vertx.resolver.cache-max-time-to-live", "0",
                    "quarkus.vertx.resolver.servers", "127.0.0.1:1", "quarkus.vertx.use-async-dns", "true"));
            return all;
        }

        private void shouldRefuseWrongSignatures(GatewayClient gateway, TestKey wallet) {
            var time = "" + Instant.now().getEpochSecond();
            var foreign = TestKey.named(UUID.randomUUID().toString()).sign(time);
            shouldBe(gateway.signIn(wallet.address().text(), time, foreign), 400, "[Fail] Failed to verify your account");
            shouldBe(gateway.signIn(wallet.address().text(), time, ""), 400, "[Fail] Failed to verify your account");
        }

        private void shouldLetCheatIn(GatewayClient gateway, EchoService service) {
            var answer = gateway.get("/greet?type=2&input=cheat");
            shouldBe(answer, 200, "[ACK] already authorized");
            shouldBe(gateway.deploy(cookie(answer), service.address()), 200, "[ACK] deployed ok");
            assertThat(gateway.get("/", "Cookie", cookie(answer)).body()).isEqualTo("service /");
        }

        private void shouldBe(HttpResponse<String> answer, int status, String message) {
            assertThat(json(answer).getString("msg")).as(answer.body()).isEqualTo(message);
            assertThat(answer.statusCode()).isEqualTo(status);
        }
    }
}
