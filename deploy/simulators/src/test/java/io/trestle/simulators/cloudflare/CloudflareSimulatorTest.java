package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.ACCOUNT;
import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.TunnelMother.catchAll;
import static io.trestle.simulators.cloudflare.TunnelMother.ingress;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static io.trestle.simulators.cloudflare.TunnelMother.remotelyConfigured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.trestle.simulators.cloudflare.api.CloudflareLimits;
import io.trestle.simulators.cloudflare.tunnel.NewConnector;

class CloudflareSimulatorTest {

    @Nested
    class Library {

        @Test
        void shouldRunSeveralBesideEachOther() {
            try (var one = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults());
                    var other = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults())) {
                ApiClient.ofTunnels(one).post(TUNNELS, named("m-1")).succeeds();

                assertThat(one.state().tunnels()).hasSize(1);
                assertThat(other.state().tunnels()).isEmpty();
                assertThat(other.journal().entries()).isEmpty();
            }
        }

        @Test
        void shouldSayThatThePortIsInUse() {
            try (var one = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults())) {
                var port = URI.create(one.baseUrl()).getPort();

                assertThatThrownBy(() -> CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withPort(port)))
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("in use");
            }
        }

        @Test
        void shouldRefuseConnections_whenClosed() {
            var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults());
            simulator.close();

            assertThatThrownBy(() -> ApiClient.ofTunnels(simulator).get(TUNNELS)).hasCauseInstanceOf(java.net.ConnectException.class);
        }

        @Test
        void shouldNotTellSecrets_whenPrinted() {
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults())) {
                ApiClient.ofTunnels(simulator).post(TUNNELS, named("m-1")).succeeds();
                var tunnel = simulator.state().tunnels().get(0);

                assertThat(tunnel.toString() + NewConnector.of(tunnel.id()).withSecret(TunnelMother.SECRET) + ACCOUNT)
                        .doesNotContain(TunnelMother.SECRET, ACCOUNT.tunnelToken(), ACCOUNT.dnsToken());
            }
        }
    }

    @Nested
    class KeptState {

        @TempDir
        Path directory;

        private CloudflareSimulatorConfig config() {
            return CloudflareSimulatorConfig.defaults().withStateFile(directory.resolve("cloudflare.json"))
                    .withLimits(CloudflareLimits.freePlan().withoutRequestLimit());
        }

        @Test
        void shouldBringEverythingBack() {
            CloudflareState before;
            try (var simulator = CloudflareSimulator.start(config())) {
                var client = ApiClient.ofTunnels(simulator);
                var tunnel = client.post(TUNNELS, remotelyConfigured("m-1")).result().getString("id");
                client.put(TUNNELS + "/" + tunnel + "/configurations", ingress(catchAll())).succeeds();
                client.delete(TUNNELS + "/" + client.post(TUNNELS, named("m-2")).result().getString("id")).succeeds();
                ApiClient.ofDns(simulator).post(RECORDS, DnsMother.tunnel("m-1").put("comment", "mgd:trestle")).succeeds();
                simulator.state().attachConnector(NewConnector.of(tunnel));
                client.get(TUNNELS).succeeds();
                before = simulator.state();
            }

            try (var simulator = CloudflareSimulator.start(config())) {
                assertThat(simulator.state().snapshot()).isEqualTo(before.snapshot());
            }
        }

        @Test
        void shouldLoseNothing_whenManyRequestsShareItsWrites() throws InterruptedException {
            try (var simulator = CloudflareSimulator.start(config())) {
                var done = new CountDownLatch(20);
                IntStream.range(0, 20).forEach(i -> new Thread(() -> {
                    ApiClient.ofTunnels(simulator).post(TUNNELS, named("m-" + i)).succeeds();
                    done.countDown();
                }).start());
                assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();

                try (var copy = CloudflareSimulator.start(config())) {
                    assertThat(copy.state().tunnels()).hasSize(20);
                }
            }
        }

        @Test
        void shouldNotBeReplaced_whenItHoldsSomethingElse() throws IOException {
            var file = Files.writeString(directory.resolve("cloudflare.json"), "something else");

            assertThatThrownBy(() -> CloudflareSimulator.start(config())).isInstanceOf(RuntimeException.class);
            assertThat(file).hasContent("something else");
        }
    }

    @Nested
    class Main {

        @TempDir
        Path directory;

        @Test
        void shouldKeepWhatItAnswered_whenItIsKilled() throws IOException {
            var first = started();
            var client = ApiClient.at(first.origin);
            client.post(TUNNELS, named("m-1")).succeeds();
            first.kill();

            var second = started();
            try {
                ApiClient.at(second.origin).post(TUNNELS, named("m-1")).failsWith(409, 1013);
            } finally {
                second.kill();
            }
        }

        @Test
        void shouldTakeItsSettingsFromTheEnvironment() {
            var config = CloudflareSimulatorMain.config(Map.of("PORT", "1", "ACCOUNT_ID", "a", "ZONE_ID", "z", "ZONE_NAME", "example.test",
                    "TUNNEL_TOKEN", "t", "DNS_TOKEN", "d", "STATE_FILE", "state.json"));

            assertThat(config.port()).isEqualTo(1);
            assertThat(config.account().accountId()).isEqualTo("a");
            assertThat(config.account().zoneId()).isEqualTo("z");
            assertThat(config.account().zoneName()).isEqualTo("example.test");
            assertThat(config.account().tunnelToken()).isEqualTo("t");
            assertThat(config.account().dnsToken()).isEqualTo("d");
            assertThat(config.stateFile()).isEqualTo(Path.of("state.json"));
        }

        @Test
        void shouldBeTheLocalAccount_whenEnvironmentIsEmpty() {
            var config = CloudflareSimulatorMain.config(Map.of());

            assertThat(config.port()).isEqualTo(18_700);
            assertThat(config.account()).isEqualTo(ACCOUNT);
            assertThat(config.stateFile()).isNull();
            assertThat(config.strict()).isTrue();
        }

        private Running started() throws IOException {
            var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m", "-cp",
                    System.getProperty("java.class.path"), CloudflareSimulatorMain.class.getName());
            builder.environment().putAll(Map.of("PORT", "0", "STATE_FILE", directory.resolve("state.json").toString()));
            var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            var ready = process.inputReader().readLine();
            assertThat(ready).startsWith("READY ");
            return new Running(process, ready.substring("READY ".length()));
        }
    }

    private record Running(Process process, String origin) {

        void kill() {
            process.destroyForcibly().onExit().join();
        }
    }
}
