package io.trestle.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchivesTest {
    private static final String CLASS_PATH = "service.jar";

    @TempDir
    Path part;

    private final ClassArchives archives = new ClassArchives("25-1");

    @Nested
    class Flags {

        @Test
        void shouldWriteDownTheClasses_whenThereIsNoArchive() {
            assertThat(archives.serviceFlags(part, "service", CLASS_PATH, List.of("-Xss512k"))).singleElement().asString()
                    .startsWith("-XX:DumpLoadedClassList=").endsWith("service.classes");
        }

        @Test
        void shouldUseTheArchive_whenItWasMadeWithTheSameFlags() throws IOException {
            var archive = make(archives.serviceFlags(part, "service", CLASS_PATH, List.of("-Xss512k")));

            assertThat(archives.serviceFlags(part, "service", CLASS_PATH, List.of("-Xss512k")))
                    .contains("-XX:SharedArchiveFile=" + archive);
        }

        @Test
        void shouldMakeAnother_whenFlagsOrJdkAreOthers() throws IOException {
            make(archives.serviceFlags(part, "service", CLASS_PATH, List.of("-Xss512k")));

            assertThat(archives.serviceFlags(part, "service", CLASS_PATH, List.of("-Xss1m"))).singleElement().asString()
                    .startsWith("-XX:DumpLoadedClassList=");
            assertThat(new ClassArchives("17-1").serviceFlags(part, "service", CLASS_PATH, List.of("-Xss512k"))).singleElement().asString()
                    .startsWith("-XX:DumpLoadedClassList=");
        }

        @Test
        void shouldBeNone_whenBuildsAreNotPutAside() {
            assertThat(new ClassArchives(null).ownFlags(part, "kafka", CLASS_PATH)).isEmpty();
        }
    }

    @Nested
    class RealJvm {

        @Test
        void shouldSayNothing_whenTheArchiveIsOfAnotherJdk() throws Exception {
            var archive = Files.writeString(part.resolve("all.jsa"), "no archive of this JVM at all");
            var flags = new ArrayList<>(Jvm.sharedFlags());
            flags.add("-XX:SharedArchiveFile=" + archive);
            flags.addAll(Jvm.ARCHIVE_FLAGS);

            assertThat(java(flags, "-version")).doesNotContain("[").contains("version");
        }

        @Test
        void shouldLoadClassesFromTheArchive_whenItWasMade() throws Exception {
            var classPath = Path.of(org.assertj.core.api.Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
            var directory = list(archives.serviceFlags(part, "toy", classPath, List.of()));
            Files.writeString(directory.resolve("toy.classes"), "java/lang/Object\norg/assertj/core/util/Strings\ncut of");

            var outdated = Files.createDirectories(directory.resolveSibling("25-0"));
            var ofAnotherJdk = Files.createDirectories(directory.resolveSibling("17-1"));

            archives.makeMissing(Duration.ZERO);

            assertThat(outdated).doesNotExist();
            assertThat(ofAnotherJdk).exists();

            assertThat(directory.resolve("all.jsa")).exists();
            assertThat(directory.resolve("all.unfinished")).doesNotExist();
            assertThat(archives.serviceFlags(part, "toy", classPath, List.of()))
                    .contains("-XX:SharedArchiveFile=" + directory.resolve("all.jsa"));
        }

        private Path list(List<String> flags) {
            return Path.of(flags.get(0).substring(flags.get(0).indexOf('=') + 1)).getParent();
        }

        private String java(List<String> flags, String last) throws IOException {
            var line = new ArrayList<>(List.of(Jvm.java()));
            line.addAll(flags);
            line.add(last);
            var process = new ProcessBuilder(line).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Path make(List<String> flags) throws IOException {
        var list = Path.of(flags.get(0).substring(flags.get(0).indexOf('=') + 1));
        return Files.writeString(list.resolveSibling("all.jsa"), "");
    }
}
