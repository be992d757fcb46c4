package io.trestle.local.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and options of the script, and what it says to wrong ones. */
class CommandLineTest {
    @TempDir
    Path temporary;

    private Checkout checkout;

    @BeforeEach
    void create() throws IOException {
        checkout = new Checkout(temporary);
    }

    @Nested
    class Help {

        @ParameterizedTest
        @ValueSource(strings = {"help", "--help", "-h"})
        void shouldListEveryCommand_whenAskedFor(String command) {
            var result = checkout.run(command);

            assertThat(result.exit()).isZero();
            assertThat(result.out()).contains("./trestle up", "./trestle demo", "./trestle test", "./trestle bench", "./trestle status",
                    "./trestle logs", "./trestle down", "--data DIR", "--fresh", "--port-offset N", "TRESTLE_JAVA_HOME");
        }

        @Test
        void shouldBeShown_whenThereIsNoCommand() {
            assertThat(checkout.run().out()).isEqualTo(checkout.run("help").out());
        }

        @Test
        void shouldBeShownAsAnError_whenTheCommandIsUnknown() {
            var result = checkout.run("start");

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("trestle: unknown command start").contains("./trestle up");
        }
    }

    @Nested
    class Options {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"up | --frsh | unknown option --frsh (./trestle help)",
                "demo | --detach | demo has no --detach",
                "up | --data | --data needs a directory", "up | --data= | --data needs a directory",
                "up | --port-offset | --port-offset needs a number", "up | --port-offset=ten | from 0 to 46000, not 'ten'",
                "up | --port-offset= | from 0 to 46000, not ''", "up | --port-offset=-1 | from 0 to 46000, not '-1'",
                "up | --port-offset=46001 | from 0 to 46000, not 46001", "up | --port-offset=123456789012345678901 | from 0 to 46000",
                "test | --chaos | --chaos needs a number of rounds from 1 to 9999, not ''", "test | --chaos=0 | not '0'",
                "test | --chaos=many | not 'many'", "test | --chaos=10000 | not '10000'",
                "status | --all | unknown option --all", "down | now | unknown option now", "logs | --frsh | unknown option --frsh"})
        void shouldSayWhatIsWrong_whenAnOptionIsNotUnderstood(String command, String option, String message) {
            var result = checkout.run(command, option);

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).startsWith("trestle: ").contains(message);
        }

        @Test
        void shouldReachTheLauncher_whenTheyAreRight() {
            checkout.complete();
            var data = temporary.resolve("my data").toString();

            assertThat(checkout.run("up", "--data", data, "--fresh", "--port-offset", "0080").exit()).isZero();

            assertThat(checkout.calls("java")).containsSubsequence("io.trestle.local.TrestleCommand", "up", "--installation")
                    .containsSubsequence("--data", data, "--parent", "--fresh", "--port-offset=80");
        }

        @Test
        void shouldTakeTheDirectoryOfTheCaller_whenTheDataPathIsRelative() {
            checkout.complete();

            assertThat(checkout.run("demo", "--data=some data").exit()).isZero();

            assertThat(checkout.calls("java")).containsSubsequence("demo", "--data", temporary.resolve("some data").toString());
        }
    }

    @Nested
    class StatusAndDown {

        @Test
        void shouldNeedNoJdk_whenNothingRuns() {
            assertThat(checkout.run("status")).satisfies(result -> {
                assertThat(result.exit()).isEqualTo(3);
                assertThat(result.out()).isEqualTo("Not running. Start it with: ./trestle up\n");
            });
            assertThat(checkout.run("down")).satisfies(result -> {
                assertThat(result.exit()).isZero();
                assertThat(result.out()).isEqualTo("Nothing is running.\n");
            });
        }

        @Test
        void shouldAskTheLauncher_whenThereAreRecords() {
            checkout.complete();
            checkout.source(".trestle/run/kafka.json", "{}");

            var result = checkout.run(Map.of("LAUNCHER", "exit 1"), "status");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(checkout.calls("java")).containsSubsequence("status", "--installation");
        }
    }

    @Nested
    class Logs {

        @BeforeEach
        void write() {
            checkout.source(".trestle/logs/client-api-service.log", "one line\n");
            checkout.source(".trestle/logs/client-api-service.log.1", "of an earlier start\n");
            checkout.source(".trestle/logs/cloudflare-adapter-service.log", "");
            checkout.source(".trestle/logs/cloudflare-simulator.log", "simulated\n");
        }

        @ParameterizedTest
        @CsvSource({"client-api-service, one line", "client, one line", "cloudflare-s, simulated"})
        void shouldShowTheLog_whenTheNameIsClear(String name, String content) {
            var result = checkout.run("logs", name);

            assertThat(result.exit()).isZero();
            assertThat(result.out()).isEqualTo(content + "\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"cloudflare", "redis"})
        void shouldListWhatThereIs_whenTheNameIsNotClear(String name) {
            var result = checkout.run("logs", name);

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("No single log is called " + name).contains("  client-api-service\n")
                    .contains("  cloudflare-simulator\n");
        }

        @Test
        void shouldListWhatThereIs_whenThereIsNoName() {
            assertThat(checkout.run("logs").err()).startsWith("Logs:").contains("  cloudflare-adapter-service\n");
        }

        @Test
        void shouldSayWhereItLooked_whenThereAreNone() {
            assertThat(checkout.run("logs", "--data", "elsewhere").err())
                    .contains("There are no logs in " + temporary.resolve("elsewhere/logs"));
            assertThat(checkout.run("logs", "one", "two").err()).contains("one name at a time");
        }
    }

    @Nested
    class Tests {

        @Test
        void shouldHandArgumentsToMavenAndSumUp_whenTestsRun() {
            checkout.complete();
            var output = """
                    echo '[INFO] Building Trestle :: shared-model 1.0 [1/1]'
                    echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in io.trestle.model.TopicTest'
                    echo '[WARNING] Tests run: 5, Failures: 0, Errors: 0, Skipped: 1'
                    echo '[INFO] Downloading much'
                    echo '[ERROR] Tests run: 7, Failures: 2, Errors: 1, Skipped: 0'
                    exit 1
                    """;

            var result = checkout.run(Map.of("BUILD", output), "test", "-pl", "shared-model", "-Dtest=TopicTest");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(checkout.calls("mvn")).contains("-Pstrict", "verify").containsSubsequence("-pl", "shared-model", "-Dtest=TopicTest");
            assertThat(result.out()).contains("Trestle :: shared-model").contains("-- in io.trestle.model.TopicTest")
                    .contains("12 tests in 2 modules: 2 failures, 1 errors, 1 skipped.").contains("exit status 1")
                    .doesNotContain("Downloading");
            assertThat(checkout.root.resolve(".trestle/build.lock")).doesNotExist();
        }

        @ParameterizedTest
        @ValueSource(strings = {"--chaos 7", "--chaos=7"})
        void shouldRunRoundsOfFaultsOnce_andShowWhatTheySay_whenAskedForChaos(String option) {
            checkout.complete();
            var output = "echo 'chaos: 3 violations'; exit 1";
            var arguments = (option + " -Dtrestle.chaos.seed=5").split(" ");

            var result = checkout.run(Map.of("BUILD", output),
                    Stream.concat(Stream.of("test"), Arrays.stream(arguments)).toArray(String[]::new));

            assertThat(result.exit()).isEqualTo(1);
            assertThat(checkout.calls("mvn")).contains("-Dsurefire.rerunFailingTestsCount=0").containsSubsequence("-pl",
                    "client-api-service,deploy/e2e", "-am", "-Dtest=ChaosTest", "-Dtrestle.chaos.rounds=7", "-Dtrestle.chaos.seed=5");
            assertThat(result.out()).contains("chaos: 3 violations\n");
        }

        @Test
        void shouldNameWhatPassedOnlyWhenRunAgain_whenATestFailsOnce() {
            checkout.complete();
            var output = """
                    echo '[WARNING] Flakes: '
                    echo '[ERROR]   TopicTest.shouldName:12 expected: 1'
                    echo '[WARNING] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Flakes: 1'
                    """;

            var result = checkout.run(Map.of("BUILD", output), "test", "-pl", "shared-model");

            assertThat(result.exit()).isZero();
            assertThat(result.out()).contains("Failed first, passed when run again:").contains("TopicTest.shouldName:12")
                    .contains("5 tests in 1 modules: 0 failures, 0 errors, 0 skipped.").contains("1 of them failed first");
        }
    }

    @Nested
    class Benchmarks {

        @Test
        void shouldSayThatThereAreNone_whenTheDirectoryIsEmpty() {
            assertThat(checkout.run("bench").err()).contains("There are no benchmarks yet");
        }

        @Test
        void shouldRunTheNamedOne_whenThereAreSeveral() throws IOException {
            checkout.complete();
            for (var name : new String[]{"load", "latency"}) {
                var script = checkout.source("deploy/benchmarks/" + name, "#!/bin/sh\necho ran " + name + " with \"$@\"\n");
                Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            }

            assertThat(checkout.run("bench", "load", "--users", "5").out()).contains("ran load with --users 5").doesNotContain("latency");
            assertThat(checkout.run("bench").out()).contains("ran load").contains("ran latency");
            assertThat(checkout.run("bench", "speed")).satisfies(result -> {
                assertThat(result.exit()).isEqualTo(1);
                assertThat(result.err()).contains("There is no benchmark speed. There are: latency load");
            });
        }
    }
}
