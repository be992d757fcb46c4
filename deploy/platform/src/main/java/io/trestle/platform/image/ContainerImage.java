package io.trestle.platform.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;

/** Writes an image as {@code docker load}, {@code podman load} and {@code kind load image-archive} read it. */
final class ContainerImage {

    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");

    private ContainerImage() {
    }

    /** Layers from what changes least to what changes most: system and Java, libraries, the service, its archive. */
    static void write(ImageLayout layout, JavaRuntime runtime, String tag, Path tar) throws IOException, InterruptedException {
        Predicate<Path> library = file -> file.toString().startsWith("lib");
        Predicate<Path> archive = file -> layout.directory().resolve(file.toString()).equals(layout.archive());
        var cache = Files.createDirectories(tar.resolveSibling("cache"));
        try {
            Jib.fromScratch().setPlatforms(Set.of(new Platform(architecture(), "linux")))
                    .addFileEntriesLayer(layer("java", runtime.root(), "/", file -> true))
                    .addFileEntriesLayer(layer("libraries", layout.directory(), ImageLayout.DIRECTORY, library))
                    .addFileEntriesLayer(layer("service", layout.directory(), ImageLayout.DIRECTORY, library.or(archive).negate()))
                    .addFileEntriesLayer(layer("archive", layout.directory(), ImageLayout.DIRECTORY, archive))
                    .setWorkingDirectory(AbsoluteUnixPath.get(ImageLayout.DIRECTORY)).setUser("10001:10001")
                    // glibc gives each thread of a busy process an arena of its own; two keep the process small
                    .setEnvironment(Map.of("MALLOC_ARENA_MAX", "2", "JAVA_HOME", "/" + JavaRuntime.HOME, "LANG", "C.UTF-8"))
                    .setEntrypoint(layout.entrypoint()).setCreationTime(ImageLayout.TIME)
                    .containerize(Containerizer.to(TarImage.at(tar).named("trestle/" + layout.name() + ":" + tag)).setOfflineMode(true)
                            .setApplicationLayersCache(cache).setBaseImageLayersCache(cache).setToolName("trestle"));
        } catch (InvalidImageReferenceException | RegistryException | CacheDirectoryCreationException | ExecutionException e) {
            throw new IOException("The image of " + layout.name() + " could not be written", e);
        }
    }

    private static FileEntriesLayer layer(String name, Path directory, String target, Predicate<Path> which) throws IOException {
        var layer = FileEntriesLayer.builder().setName(name);
        try (var all = Files.walk(directory)) {
            for (var file : all.filter(Files::isRegularFile).sorted().toList()) {
                var relative = directory.relativize(file);
                if (which.test(relative)) {
                    layer.addEntry(file, AbsoluteUnixPath.get(target).resolve(relative.toString()),
                            Files.isExecutable(file) ? PROGRAM : FILE,
                            ImageLayout.TIME);
                }
            }
        }
        return layer.build();
    }

    private static String architecture() {
        return List.of("aarch64", "arm64").contains(System.getProperty("os.arch")) ? "arm64" : "amd64";
    }
}
