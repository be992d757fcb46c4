package io.trestle.platform.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;
import io.trestle.platform.kubernetes.Checkout;

/**
 * The image of one service: made, unpacked as a container engine would, and started. As root it is started the way Kubernetes starts it: nothing but
 * the image's files, read-only, as user 10001. Without root it is started with the image's own Java from the unpacked files.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Images are made of the C library of the Linux that makes them")
class ImageTest {

    private static final String SERVICE = "dbc-adapter-service";
    private static final Path TARGET = Checkout.path("deploy/platform/target/images");
    private static final Path ROOT = TARGET.resolve("root");

    private static JsonNode config;

    @BeforeAll
    static void make() throws Exception {
        sh("rm -rf '" + TARGET + "'");
        new ImagesMain(Checkout.path("."), TARGET).make(List.of(SERVICE));
        var archive = Files.createDirectories(TARGET.resolve("archive"));
        Files.createDirectories(ROOT);
        sh("tar -xf '" + TARGET.resolve(SERVICE + ".tar") + "' -C '" + archive + "'");
        var manifest = new ObjectMapper().readTree(archive.resolve("manifest.json").toFile()).get(0);
        for (var layer : manifest.path("Layers")) {
            sh("tar -xf '" + archive.resolve(layer.asText()) + "' -C '" + ROOT + "' 2>/dev/null");
        }
        config = new ObjectMapper().readTree(archive.resolve(manifest.path("Config").asText()).toFile()).path("config");
    }

    @Test
    void shouldRunAsNobodyInParticular_withItsArchive() {
        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(entrypoint())
                .contains(ImageLayout.hasAotCache() ? "-XX:AOTCache=classes.archive" : "-XX:SharedArchiveFile=classes.archive");
        assertThat(ROOT.resolve("deployments/classes.archive")).isRegularFile();
    }

    @Test
    void shouldHaveNoShellAndNoRightsToGain() throws Exception {
        assertThat(ROOT.resolve("bin")).doesNotExist();
        assertThat(sh("find '" + ROOT + "' -perm /6000")).isBlank();
    }

    @Test
    void shouldGetReady_fromItsFilesAlone() throws Exception {
        try (var engines = TestEnvironment.create()) {
            var management = Ports.free();
            var builder = new ProcessBuilder(command()).directory(ROOT.resolve("deployments").toFile()).redirectErrorStream(true)
                    .redirectOutput(TARGET.resolve("service.log").toFile());
            builder.environment().putAll(TrainingRun.environment(engines, management));
            // an archive that does not fit is an error here, and only here
            builder.environment().put("JDK_JAVA_OPTIONS", ImageLayout.hasAotCache() ? "-XX:AOTMode=on" : "-Xshare:auto");
            var process = builder.start();
            try {
                Awaitility.await().atMost(Duration.ofMinutes(3)).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
                    assertThat(process.isAlive()).as(Files.readString(TARGET.resolve("service.log"))).isTrue();
                    return status(management) == 200;
                });
            } finally {
                process.destroyForcibly();
                process.waitFor();
            }
        }
    }

    private static List<String> command() {
        var command = new ArrayList<>(entrypoint());
        if (!"0".equals(sh("id -u").strip()) || !sh("unshare -m true && echo yes || true").contains("yes")) {
            command.set(0, ROOT + command.get(0));
            return command;
        }
        // mounts of its own, which end with the process; /tmp is the emptyDir of the Deployment
        var script = "cd '" + ROOT + "' && mkdir -p proc tmp && mount --bind . . && cd '" + ROOT + "' && mount --rbind /proc proc"
                + " && mount -t tmpfs tmpfs tmp && chmod 1777 tmp && mount -o remount,ro,bind ."
                + " && exec unshare --root=. --wd=/deployments --setuid=10001 --setgid=10001 \"$@\"";
        var all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        all.addAll(command);
        return all;
    }

    private static List<String> entrypoint() {
        return StreamSupport.stream(config.path("Entrypoint").spliterator(), false).map(JsonNode::asText).toList();
    }

    private static int status(int management) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                .timeout(Duration.ofSeconds(10)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }

    private static String sh(String command) {
        return Tool.run(List.of("sh", "-c", command));
    }
}
