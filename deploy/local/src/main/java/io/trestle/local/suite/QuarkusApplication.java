package io.trestle.local.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

import io.trestle.local.supervision.StackFailure;
import io.trestle.local.supervision.Tether;

/**
 * A service as Quarkus has packaged it, whichever way (fast-jar, aot-jar). What {@code java -jar} would read from the manifest is read here,
 * because our JVMs begin in {@link Tether}.
 *
 * @param directory that holds {@code quarkus-run.jar}
 * @param addOpens flags for the packages that the manifest opens
 */
record QuarkusApplication(Path directory, String classPath, String mainClass, List<String> addOpens) {

    /** In a checkout it is where Maven leaves it; what the script puts aside has one directory per service. */
    static QuarkusApplication of(Path installation, String module) {
        var built = installation.resolve(module).resolve("target").resolve("quarkus-app");
        var directory = Files.isDirectory(built) ? built : installation.resolve(module);
        if (!Files.exists(directory.resolve("quarkus-run.jar"))) {
            throw new StackFailure(module + " is not built: there is no " + built.resolve("quarkus-run.jar"));
        }
        // the real path, because a class archive holds it
        var real = real(directory);
        var jar = real.resolve("quarkus-run.jar");
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest().getMainAttributes();
            var opens = manifest.getValue("Add-Opens");
            var flags = opens == null
                    ? List.<String>of()
                    : Arrays.stream(opens.strip().split("\\s+")).map(one -> "--add-opens=" + one + "=ALL-UNNAMED").toList();
            var classPath = Jvm.tetherPath() + System.getProperty("path.separator") + jar;
            return new QuarkusApplication(real, classPath, manifest.getValue(Attributes.Name.MAIN_CLASS), flags);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
