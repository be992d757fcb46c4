package io.trestle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.trestle.e2e.process.ClientApiProcess;
import io.trestle.e2e.process.ClientApiProcess.Settings;
import io.trestle.engines.TestEnvironment;

/** Two replicas of client-api: a client's socket is on one, and its calls run on either. */
class CallReplicasTest {

    private static final int FILES = 3_000;
    private static TestEnvironment environment;
    private static Settings settings;

    @BeforeAll
    static void setUp() throws IOException {
        environment = TestEnvironment.create();
        var directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "replicas")), "run").toAbsolutePath();
        var models = directory.resolve("models");
        for (var i = 0; i < FILES; i++) {
            var file = models.resolve(String.format(Locale.ROOT, "set%d/model-%05d.safetensors", i / 500, i));
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[i % 100]);
        }
        settings = Settings.of(environment, directory).with("trestle.model-scan.roots", models.toString()).with("trestle.rpc.lease", "3s");
    }

    @AfterAll
    static void tearDown() {
        environment.close();
    }

    private static URI address(ClientApiProcess process) {
        return URI.create("http://127.0.0.1:" + process.port());
    }

    private static void assertEachOnce(CallbackClient client) {
        assertThat(client.frames()).extracting(frame -> frame.path("seq").asLong())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, client.frames().size()).boxed().toList());
        var paths = client.told("model_found").stream().map(file -> file.path("path").asText()).toList();
        assertThat(paths).hasSize(FILES).doesNotHaveDuplicates().isSorted();
        assertThat(client.frames()).filteredOn(frame -> frame.path("type").asText().equals("finish")).hasSize(1);
    }

    @Test
    void shouldServeOneClient_whenItsSocketAndItsCallAreOnDifferentReplicas() {
        try (var one = ClientApiProcess.start(settings); var other = ClientApiProcess.start(settings)) {
            // each takes calls from the same table: of ten, both run some
            for (var i = 0; i < 5; i++) {
                try (var client = new CallbackClient(address(one), ClientApiProcess.KEY)) {
                    var call = client.call(address(i % 2 == 0 ? other : one), "scan_models", "{}");
                    assertThat(client.finish(call).path("found").asInt()).isEqualTo(FILES);
                    assertEachOnce(client);
                }
            }
        }
    }

    @Test
    void shouldGoOnAtTheOther_whenTheReplicaWithSocketOrCallIsKilled() {
        try (var one = ClientApiProcess.start(settings);
                var other = ClientApiProcess.start(settings);
                var client = new CallbackClient(address(one), ClientApiProcess.KEY)) {
            var call = client.call(address(one), "scan_models", "{\"hash\":true}");
            await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5)).until(() -> client.frames().size() > 10);

            one.kill();
            client.resume(address(other));

            assertThat(client.finish(call).path("found").asInt()).isEqualTo(FILES);
            assertEachOnce(client);
        }
    }
}
