package io.trestle.local.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script builds, when, and how it runs the launcher. Maven and the JDK are the test's own; the script is the real one. */
class BuildAndRunTest {
    @TempDir
    Path temporary;

    private Checkout checkout;

    @BeforeEach
    void create() throws IOException {
        checkout = new Checkout(temporary).complete();
    }

    @Nested
    class Build {

        @Test
        void shouldBuildEverything_whenNothingIsBuilt() {
            var result = checkout.run("up");

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.out()).contains("Building with JDK 21").contains("Built in");
            assertThat(checkout.calls("mvn")).containsSubsequence("-pl", "deploy/local,client-api-service", "-am", "package");
        }

        @Test
        void shouldBuildNothing_whenNothingHasChanged() {
            checkout.run("up");
            var calls = checkout.calls("mvn");

            var result = checkout.run("up");

            assertThat(result.out()).doesNotContain("Building");
            assertThat(checkout.calls("mvn")).isEqualTo(calls);
        }

        @Test
        void shouldBuildWhatHasChanged_whenOneServiceHas() {
            checkout.run("up");
            checkout.source("client-api-service/src/main/java/Service.java", "class Service { int changed; }");

            checkout.run("up");

            assertThat(checkout.calls("mvn")).containsSubsequence("deploy/local,client-api-service", "client-api-service");
        }

        @Test
        void shouldNotBuild_whenOnlyATestHasChanged() {
            checkout.run("up");
            checkout.source("client-api-service/src/test/java/ServiceTest.java", "class ServiceTest {}");

            assertThat(checkout.run("up").out()).doesNotContain("Building");
        }

        @Test
        void shouldShowTheErrorsAndTheLog_whenItFails() {
            var failing = """
                    echo '[INFO] Downloading something'
                    echo '[ERROR] Service.java:[1,1] class expected'
                    echo '[ERROR] Re-run Maven using the -X switch'
                    exit 1
                    """;

            var result = checkout.run(Map.of("BUILD", failing), "up");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("class expected").contains("The build failed after").contains("logs/build.log")
                    .doesNotContain("Re-run").doesNotContain("Downloading");
            assertThat(checkout.calls("java")).isEmpty();
        }

        @Test
        void shouldSayThatTheDiskIsFull_whenMavenSaysSo() {
            var result = checkout.run(Map.of("BUILD", "echo '[ERROR] No space left on device'; exit 1"), "up");

            assertThat(result.err()).contains("The disk is full.");
        }

        @Test
        void shouldGoOn_whenALockWasLeftByAScriptThatIsGone() throws Exception {
            var gone = new ProcessBuilder("true").start();
            gone.waitFor();
            checkout.source(".trestle/build.lock/pid", gone.pid() + "\n");

            assertThat(checkout.run("up").exit()).isZero();
        }
    }

    @Nested
    class Place {

        @Test
        void shouldFindItsCheckout_whenCalledThroughLinks() throws IOException {
            var absolute = Files.createSymbolicLink(temporary.resolve("absolute"), checkout.root.resolve("trestle"));
            Files.createDirectory(temporary.resolve("some links"));
            var relative = Files.createSymbolicLink(temporary.resolve("some links/relative"), Path.of("../absolute"));

            for (var link : new Path[]{absolute, relative}) {
                var result = checkout.run(Map.of(), link, "up");

                assertThat(result.exit()).as(result.err()).isZero();
            }
            assertThat(checkout.calls("java")).contains("-Dtrestle.root=" + checkout.root.toRealPath());
        }
    }

    @Nested
    class Run {

        @Test
        void shouldEndWithTheStatusOfTheLauncher_whenItFails() {
            assertThat(checkout.run(Map.of("LAUNCHER", "echo went wrong; exit 5"), "demo")).satisfies(result -> {
                assertThat(result.exit()).isEqualTo(5);
                assertThat(result.out()).contains("went wrong");
            });
        }

        @Test
        void shouldReturnWhileTheLauncherGoesOn_whenDetached() throws Exception {
            var stay = "echo $$ >\"$CALLS/pid\"; echo Starting; echo 'Trestle runs in the background: ./trestle status'; exec sleep 600";

            var result = checkout.run(Map.of("LAUNCHER", stay), "up", "--detach");

            var launcher = ProcessHandle.of(Long.parseLong(Files.readString(checkout.calls.resolve("pid")).strip())).orElseThrow();
            try {
                assertThat(result.exit()).isZero();
                assertThat(result.out()).contains("Starting").contains("Trestle runs in the background");
                assertThat(launcher.isAlive()).isTrue();
                assertThat(checkout.root.resolve(".trestle/launcher.log")).content().contains("Starting");
            } finally {
                launcher.destroyForcibly();
            }
        }

        @Test
        void shouldShowWhatItSaidAndFail_whenADetachedLauncherDies() {
            var result = checkout.run(Map.of("LAUNCHER", "echo These ports are in use; exit 1"), "up", "-d");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out()).contains("These ports are in use");
        }

        @Test
        void shouldHoldTheJvmSmall_whenItOnlyWatches() {
            checkout.run("up");

            assertThat(checkout.calls("java")).contains("-Xmx40m", "-XX:+UseSerialGC").doesNotContain("--enable-native-access=ALL-UNNAMED");
        }

        @Test
        void shouldUseAnotherArchive_whenJdkOptionsAreOthers() {
            checkout.run("up");
            checkout.run(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseCompactObjectHeaders"), "up");
            checkout.jdk("25.0.1");
            checkout.run("up");

            assertThat(checkout.calls("java")).filteredOn(line -> line.startsWith("-Dtrestle.archives=")).hasSize(3)
                    .doesNotHaveDuplicates();
        }
    }
}
