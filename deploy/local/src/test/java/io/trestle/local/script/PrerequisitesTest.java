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

/** What the script says and does on machines that lack something. */
class PrerequisitesTest {
    private static final String ROOT_USER = "[ \"$1\" != -u ] || echo 0";
    private static final String OTHER_USER = "[ \"$1\" != -u ] || echo 1000";
    private static final String ANY_PACKAGE = "exit 0";
    private static final String KUBECTL = "echo 'Client Version: v1.34.1'; echo 'Kustomize Version: v5.7.1'";

    @TempDir
    Path temporary;

    private Checkout checkout;

    @BeforeEach
    void create() throws IOException {
        checkout = new Checkout(temporary);
    }

    @Nested
    class Jdk {

        @Test
        void shouldSayWhatIsNeeded_whenThereIsNeitherJdkNorPackageManager() {
            var result = checkout.run("up");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("No JDK 17 to 25 was found. Install it with the package manager of this system");
        }

        @Test
        void shouldGiveTheExactCommand_whenItMayNotInstall() {
            checkout.program("apt-get", "exit 1").program("apt-cache", "[ \"$2\" = openjdk-17-jdk-headless ]").program("id", OTHER_USER)
                    .program("sudo", "exit 1");

            var result = checkout.run("up");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("No JDK 17 to 25 was found. Install it:")
                    .contains("  sudo apt-get update && sudo apt-get install -y openjdk-17-jdk-headless");
        }

        @Test
        void shouldGiveTheBrewCommand_whenTheSystemHasHomebrew() {
            checkout.program("brew", "exit 1");

            assertThat(checkout.run("up").err()).contains("brew install openjdk@25");
        }

        @Test
        void shouldInstallAndGoOn_whenItMay() {
            checkout.maven("3.9.9").program("id", ROOT_USER).program("apt-cache", ANY_PACKAGE);
            var jdk = checkout.jdk("25.0.1");
            var hidden = jdk.resolveSibling("elsewhere");
            move(jdk, temporary.resolve("elsewhere"));
            checkout.program("apt-get",
                    "printf '%s\\n' \"$*\" >>\"$CALLS/apt-get.calls\"\n[ \"$1\" = update ] || mv '" + temporary.resolve("elsewhere")
                            + "' '" + hidden + "'");

            var result = checkout.run("up");

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.out()).contains("No JDK 17 to 25 was found. Installing openjdk-25-jdk-headless");
            assertThat(checkout.calls("apt-get")).containsExactly("update",
                    "install -y --no-install-recommends openjdk-25-jdk-headless");
            assertThat(checkout.calls("java")).contains("up");
        }

        @Test
        void shouldInstallThroughSudo_whenItAsksNoPassword() {
            checkout.program("id", OTHER_USER).program("apt-cache", ANY_PACKAGE).program("apt-get", "exit 100")
                    .program("sudo", "printf '%s\\n' \"$*\" >>\"$CALLS/sudo.calls\"\n[ \"$1\" = -n ] && exit 0\nexec \"$@\"");

            var result = checkout.run("up");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("could not be installed")
                    .contains("  sudo apt-get update && sudo apt-get install -y openjdk-25-jdk-headless");
            assertThat(checkout.calls("sudo")).contains("apt-get update");
        }

        @Test
        void shouldShowTheReasonAndTheCommand_whenTheInstallationFails() {
            checkout.program("id", ROOT_USER).program("apt-cache", ANY_PACKAGE)
                    .program("apt-get", "[ \"$1\" = update ] || { echo 'E: Unable to fetch some archives'; exit 100; }");

            var result = checkout.run("up");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("E: Unable to fetch some archives")
                    .contains("  apt-get update && apt-get install -y openjdk-25-jdk-headless").doesNotContain("sudo");
        }

        @Test
        void shouldEnd_whenTheInstallationBroughtNothing() {
            checkout.program("id", ROOT_USER).program("apt-cache", ANY_PACKAGE).program("apt-get", "exit 0");

            var result = checkout.run("up");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("It was installed just now").contains("install.log");
        }

        @Test
        void shouldNameWhatItFound_whenItIsTooOldOrTooNew() {
            checkout.jdk("1.8.0_402");
            checkout.jdk("11.0.22");
            checkout.jdk("26.0.1");

            assertThat(checkout.run("up").err()).contains("No JDK 17 to 25 was found (only").contains(" 8").contains(" 11").contains(" 26");
        }

        @Test
        void shouldNotCountAJre_whenItHasNoCompiler() throws IOException {
            Files.delete(checkout.jdk("21.0.4").resolve("bin/javac"));

            assertThat(checkout.run("up").err()).contains("No JDK 17 to 25 was found.");
        }

        @Test
        void shouldTakeTheNewest_whenThereAreSeveral() {
            checkout.complete();
            checkout.jdk("17.0.12");
            checkout.jdk("25.0.1");

            assertThat(checkout.run("up").out()).contains("Building with JDK 25 (" + checkout.jvms.resolve("jdk 25.0.1") + ")");
        }

        @Test
        void shouldTakeTheOneThatIsNamed_whenThereIsANewerOne() {
            checkout.complete();
            checkout.jdk("25.0.1");
            var named = checkout.jdk("17.0.12");

            assertThat(checkout.run(Map.of("TRESTLE_JAVA_HOME", named.toString()), "up").out()).contains("Building with JDK 17");
        }

        @Test
        void shouldSayWhatIsThere_whenTheOneThatIsNamedWillNotDo() {
            checkout.complete();
            var old = checkout.jdk("11.0.22").toString();

            assertThat(checkout.run(Map.of("TRESTLE_JAVA_HOME", old), "up").err())
                    .contains("JDK 17 to 25 is needed; TRESTLE_JAVA_HOME=" + old + " has 11.");
            assertThat(checkout.run(Map.of("TRESTLE_JAVA_HOME", "/nowhere"), "up").err()).contains("TRESTLE_JAVA_HOME=/nowhere has none.");
        }
    }

    @Nested
    class Maven {

        @Test
        void shouldSayWhatIsNeeded_whenThereIsNone() {
            checkout.jdk("21.0.4");

            assertThat(checkout.run("up").err()).contains("No Maven 3.8 or newer was found; TRESTLE_MAVEN may name one.");
        }

        @Test
        void shouldNameWhatItFound_whenItIsTooOld() {
            checkout.jdk("21.0.4");
            checkout.maven("3.6.3").program("apt-get", "exit 1").program("apt-cache", ANY_PACKAGE).program("id", OTHER_USER);

            assertThat(checkout.run("up").err()).contains("No Maven 3.8 or newer was found (only 3.6.3)")
                    .contains("  sudo apt-get update && sudo apt-get install -y maven");
        }

        @Test
        void shouldTakeTheOneThatIsNamed_whenThePathHasAnOldOne() {
            checkout.jdk("21.0.4");
            checkout.maven("3.9.9");
            var named = move(checkout.bin.resolve("mvn"), temporary.resolve("my mvn"));
            checkout.maven("3.6.3");

            var result = checkout.run(Map.of("TRESTLE_MAVEN", named.toString()), "up");

            assertThat(result.exit()).as(result.err()).isZero();
        }
    }

    @Nested
    class Node {

        @BeforeEach
        void complete() {
            checkout.complete().program("chromium", "exit 0").program("kubectl", KUBECTL);
        }

        @Test
        void shouldSayWhatIsNeeded_whenThereIsNone() {
            var result = checkout.run("test");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("A test of dbc-protocol needs Node.js 18 or newer with npm, which was not found.");
            assertThat(checkout.calls("mvn")).isEmpty();
        }

        @Test
        void shouldGiveTheExactCommand_whenItIsTooOld() {
            checkout.program("node", "echo v16.20.2").program("npm", "exit 0").program("apt-get", "exit 1")
                    .program("apt-cache", ANY_PACKAGE)
                    .program("id", OTHER_USER);

            assertThat(checkout.run("test").err()).contains("(only 16)").contains("  sudo apt-get update && sudo apt-get install -y npm");
        }

        @Test
        void shouldAskForNpmAlone_whenNodeIsThere() {
            checkout.program("node", "echo v22.3.0").program("brew", "exit 1");

            assertThat(checkout.run("test").err()).contains("needs npm beside Node.js").contains("brew install node");
        }

        @Test
        void shouldInstallAndGoOn_whenItMay() {
            checkout.program("id", ROOT_USER).program("apt-cache", ANY_PACKAGE).program("apt-get", """
                    echo "$@" >>"$CALLS/apt-get.calls"
                    [ "$1" = update ] || for one in node npm; do
                      printf '#!/bin/sh\\necho v20.1.0\\n' >"$BIN/$one"
                      chmod +x "$BIN/$one"
                    done
                    """);

            var result = checkout.run("test");

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(checkout.calls("apt-get")).containsExactly("update", "install -y --no-install-recommends npm");
        }

        @Test
        void shouldDoWithout_whenOtherModulesAreTested() {
            assertThat(checkout.run("test", "-pl", "shared-model", "-am").exit()).isZero();
            assertThat(checkout.run("test", "-pl", "dbc-protocol").exit()).isEqualTo(1);
        }
    }

    @Nested
    class Chromium {

        @BeforeEach
        void complete() {
            checkout.complete().program("node", "echo v20.1.0").program("npm", "exit 0").program("kubectl", KUBECTL);
        }

        @Test
        void shouldGiveTheExactCommandAndSayWhatIsLeftOut_whenThereIsNone() {
            checkout.program("apt-get", "exit 1").program("apt-cache", ANY_PACKAGE).program("id", OTHER_USER);

            var result = checkout.run("test");

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.err()).contains("This run is WITHOUT the test in Chromium.");
            assertThat(result.out()).contains("Left out: the TypeScript client in Chromium");
            assertThat(result.err()).contains("needs Chromium, which was not found")
                    .contains("  sudo apt-get update && sudo apt-get install -y chromium");
        }

        @Test
        void shouldTakeTheNamedOne_whenCHROMIUMIsSet() {
            var named = checkout.bin.resolve("my browser");
            checkout.program("my browser", "exit 0");

            var result = checkout.run(Map.of("CHROMIUM", named.toString()), "test");

            assertThat(result.exit()).as(result.err()).isZero();
        }

        @Test
        void shouldDoWithout_whenOtherModulesAreTested() {
            assertThat(checkout.run("test", "-pl", "dbc-protocol").err()).doesNotContain("Chromium");
            assertThat(checkout.run("test", "-pl", "deploy/e2e").err()).contains("Chromium");
        }
    }

    @Nested
    class Kubectl {

        private static final String TOO_OLD = "echo 'Client Version: v1.20.2'";

        @BeforeEach
        void complete() {
            checkout.complete().program("node", "echo v20.1.0").program("npm", "exit 0").program("chromium", "exit 0");
        }

        @Test
        void shouldSayWhatIsNeeded_whenThereIsNoneNorPython() {
            var result = checkout.run("test");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("The test of deploy/kubernetes needs kubectl with kustomize 5.0 or newer");
            assertThat(checkout.calls("mvn")).isEmpty();
        }

        @Test
        void shouldBeFetched_whenItIsTooOldAndThereIsPython() {
            checkout.program("kubectl", TOO_OLD).program("python3", """
                    [ "$3" != --version ] || exit 0
                    while [ "$1" != --target ]; do shift; done
                    mkdir -p "$2/bin"
                    printf '%s\\n' '#!/bin/sh' "echo 'Kustomize Version: v5.7.1'" >"$2/bin/kubectl"
                    """);

            var result = checkout.run("test");

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.out()).contains("Fetching kubectl");
        }

        @Test
        void shouldDoWithout_whenOtherModulesAreTested() {
            assertThat(checkout.run("test", "-pl", "dbc-protocol").err()).doesNotContain("kubectl");
            assertThat(checkout.run("test", "-pl", "deploy/platform").exit()).isEqualTo(1);
        }
    }

    @Nested
    class Disk {

        @Test
        void shouldSayHowMuchIsMissing_whenItIsFull() {
            checkout.complete().program("df", "echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'\n"
                    + "echo '/dev/vda1 1000000 897600 102400 90% /'");

            var result = checkout.run("up");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err())
                    .contains("Not enough disk space for the build: 100 MiB free in " + checkout.root + ", 3072 MiB needed.");
            assertThat(checkout.calls("mvn")).isEmpty();
        }

        @Test
        void shouldSayWhereItCannotWrite_whenTheCheckoutIsReadOnly() {
            checkout.complete();
            // a file in the way stops root too, whom modes do not
            checkout.source(".trestle", "");

            for (var command : new String[]{"up", "demo", "test"}) {
                var result = checkout.run(command);

                assertThat(result.exit()).as(command).isEqualTo(1);
                assertThat(result.err()).contains(checkout.root.resolve(".trestle") + " cannot be written to.");
            }
        }
    }

    private static Path move(Path from, Path to) {
        try {
            return Files.move(from, to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
