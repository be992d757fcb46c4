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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;
import io.trestle.platform.kubernetes.Checkout;

/** Images: made, unpacked and started. One of them; all with {@code -Dtrestle.images=all}, or those named, separated by commas. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Images are made of the C library of the Linux that makes them")
class ImageTest {

    private static final List<String> EVERY = List.of("client-api-service", "cloudflare-adapter-service", "comfy-bridge-service",
            "compute-gateway-service", "dbc-adapter-service");
    private static final String WANTED = System.getProperty("trestle.images", "dbc-adapter-service");
    private static final List<String> SERVICES = WANTED.equals("all") ? EVERY : List.of(WANTED.split(","));
    private static final Path TARGET = Checkout.path("deploy/platform/target/images");
    private static final Map<String, UnpackedImage> IMAGES = new HashMap<>();

    @BeforeAll
    static void make() throws Exception {
        UnpackedImage.sh("rm -rf '" + TARGET + "'");
        new ImagesMain(Checkout.path("."), TARGET).make(SERVICES);
        for (var service : SERVICES) {
            IMAGES.put(service, UnpackedImage.of(service, TARGET.resolve(service + ".tar")));
        }
        System.out.println(SERVICES.size() + " of " + EVERY.size() + " images (-Dtrestle.images=all makes them all)");
    }

    @AfterAll
    static void remove() {
        // half a gigabyte each
        UnpackedImage.sh("rm -rf '" + TARGET + "'/*.root '" + TARGET + "'/*.tar '" + TARGET + "'/cache");
    }

    static Stream<String> services() {
        return SERVICES.stream();
    }

    @ParameterizedTest
    @MethodSource("services")
    void shouldRunAsNobodyInParticular_withItsArchive(String service) {
        var image = IMAGES.get(service);

        assertThat(image.config().path("User").asText()).isEqualTo("10001:10001");
        assertThat(image.entrypoint())
                .contains(ImageLayout.hasAotCache() ? "-XX:AOTCache=classes.archive" : "-XX:SharedArchiveFile=classes.archive");
        assertThat(image.root().resolve("deployments/classes.archive")).isRegularFile();
    }

    @ParameterizedTest
    @MethodSource("services")
    void shouldHaveNoShellAndNoRightsToGain(String service) {
        var root = IMAGES.get(service).root();

        assertThat(root.resolve("bin")).doesNotExist();
        assertThat(UnpackedImage.sh("find '" + root + "' -perm /6000")).isBlank();
    }

    @ParameterizedTest
    @MethodSource("services")
    void shouldGetReady_fromItsFilesAlone(String service) throws Exception {
        var image = IMAGES.get(service);
        try (var engines = TestEnvironment.create()) {
            var management = Ports.free();
            var environment = new HashMap<>(TrainingRun.environment(engines, management));
            // an archive that does not fit is an error here, and only here
            environment.put("JDK_JAVA_OPTIONS", ImageLayout.hasAotCache() ? "-XX:AOTMode=on" : "-Xshare:auto");
            var begin = System.nanoTime();
            var process = image.start(environment);
            try {
                Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50))
                        .ignoreExceptionsInstanceOf(IOException.class).until(() -> {
                            assertThat(process.isAlive()).as(Files.readString(image.log())).isTrue();
                            return status(management) == 200;
                        });
                System.out.println(String.format(Locale.ROOT, "%s: %d MiB, ready after %d ms, %s, %s", service, image.size() >> 20,
                        (System.nanoTime() - begin) / 1_000_000, resident(process.pid()),
                        UnpackedImage.canBeContained() ? "read-only as user 10001" : "from its unpacked files"));
            } finally {
                process.destroyForcibly();
                process.waitFor();
            }
        }
    }

    private static String resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", "" + pid, "status")).stream().filter(line -> line.startsWith("VmRSS"))
                .map(line -> (Long.parseLong(line.replaceAll("\\D", "")) >> 10) + " MiB resident").findFirst().orElse("");
    }

    private static int status(int management) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                .timeout(Duration.ofSeconds(10)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }
}
