package io.trestle.platform.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One image before it is one: the files of the service in a directory, and how it is started.
 *
 * @param name of the image, without a tag
 * @param directory becomes {@code /deployments}
 * @param start what follows {@code java} and its flags
 */
record ImageLayout(String name, Path directory, List<String> start) {

    static final String DIRECTORY = "/deployments";

    /** Archives of classes hold the times of jars, and images have times that do not change from build to build. */
    static final Instant TIME = Instant.ofEpochSecond(1);

    private static final String ARCHIVE = "classes.archive";

    /** Heaps: half of what the container may use; the rest is classes, threads, buffers and code. */
    private static final List<String> FLAGS = List.of("-XX:MaxRAMPercentage=50", "-Xss512k", "-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData");

    /** A service, however Quarkus has packaged it (aot-jar, fast-jar). */
    static ImageLayout service(String name, Path application, Path directory) throws IOException {
        for (var part : List.of("quarkus-run.jar", "app", "quarkus", "lib")) {
            copy(application.resolve(part), directory.resolve(part));
        }
        return new ImageLayout(name, directory,
                List.of("-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-jar", "quarkus-run.jar")).settled();
    }

    /** The simulators; the container's argument is the main class. */
    static ImageLayout simulators(Path jars, Path directory) throws IOException {
        try (var all = Files.newDirectoryStream(jars, "*.jar")) {
            for (var jar : all) {
                copy(jar, directory.resolve("lib").resolve(jar.getFileName().toString()));
            }
        }
        return new ImageLayout("simulators", directory, List.of("-cp", "lib/*")).settled();
    }

    Path archive() {
        return directory.resolve(ARCHIVE);
    }

    /** The flags after {@code java}, which an archive is made with and used with. */
    static List<String> flags() {
        var all = new ArrayList<>(FLAGS);
        if (Runtime.version().feature() >= 25) {
            // 8 bytes less an object; experimental before
            all.add("-XX:+UseCompactObjectHeaders");
        }
        if (Runtime.version().feature() >= 24) {
            // what Netty and JNI libraries do is warned about; nobody here can change that
            all.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        return all;
    }

    /** What a container runs. An archive that does not fit is no error: the service then starts without. */
    List<String> entrypoint() {
        var all = new ArrayList<String>();
        all.add("/" + JavaRuntime.HOME + "/bin/java");
        all.addAll(flags());
        if (Files.exists(archive())) {
            all.add((hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + ARCHIVE);
        }
        all.addAll(start);
        return all;
    }

    /** The flag for the run whose loaded classes are archived when it ends. */
    static String training() {
        return (hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + ARCHIVE;
    }

    /** AOT caches in one step came with JDK 25; before it there are archives of classes alone. */
    static boolean hasAotCache() {
        return Runtime.version().feature() >= 25;
    }

    private ImageLayout settled() throws IOException {
        settle(directory);
        return this;
    }

    static void settle(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(TIME));
            }
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        try (var all = Files.walk(source)) {
            for (var one : all.filter(Files::isRegularFile).toList()) {
                var copy = target.resolve(source.relativize(one).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(one, copy);
            }
        }
    }
}
