package io.trestle.engines.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

    @TempDir
    Path directory;

    @Test
    void shouldHaveOwnClassesAndAllJars_whenStartedByABuild() {
        List<String> entries = List.of(ClassPath.ofEngines().split(File.pathSeparator));
        assertThat(entries.get(0)).endsWith("/target/classes");
        assertThat(entries).anyMatch(entry -> entry.contains("/kafka_2.13-")).noneMatch(entry -> entry.endsWith("/test-classes"));
    }

    @Test
    void shouldHaveJarsThatClassLoaderSees_whenClassPathOfJvmNamesNone() throws Exception {
        // given: classes that a framework has loaded from somewhere else, as in continuous testing
        Path classes = directory.resolve("classes");
        Command.of("cp", "-R", ownClasses().toString(), classes.toString()).require();
        Path jar = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("/kafka_2.13-"))
                .map(Path::of).findFirst().orElseThrow();
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL(), jar.toUri().toURL()},
                ClassLoader.getPlatformClassLoader())) {
            // when
            Object classPath = loader.loadClass(ClassPath.class.getName()).getMethod("ofEngines").invoke(null);
            // then
            assertThat(classPath).isEqualTo(classes + File.pathSeparator + jar);
        }
    }

    @Test
    void shouldCopyOwnClassesOnce_whenChildOutlivesBuild() throws IOException {
        String first = ClassPath.withCopyOfOwnClasses(directory);
        String second = ClassPath.withCopyOfOwnClasses(directory);
        assertThat(second).isEqualTo(first);
        assertThat(directory).isDirectoryContaining(entry -> first.startsWith(entry.toString()));
        try (Stream<Path> entries = Files.list(directory)) {
            Path copy = entries.toList().get(0);
            assertThat(copy.resolve("io/trestle/engines/KafkaMain.class")).exists();
        }
    }

    static Path ownClasses() {
        return Path.of(ClassPath.ofEngines().split(File.pathSeparator)[0]);
    }
}
