package io.trestle.engines.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The class path on which a child JVM runs the engines: this module's classes and all jars of this JVM. Classes of other modules, which a
 * build may replace at any time, are left out.
 */
public final class ClassPath {

    // a directory of classes in a build, else a jar
    private static final Path OWN = path(ClassPath.class.getProtectionDomain().getCodeSource().getLocation());

    private ClassPath() {
    }

    public static String ofEngines() {
        return of(OWN);
    }

    /**
     * The same with this module's classes copied into the directory, for a child that lives longer than the build that started it. A copy is
     * named after its content, and made once.
     */
    public static String withCopyOfOwnClasses(Path directory) {
        try {
            String name = "classes-" + Long.toHexString(checksum());
            Path copy = directory.resolve(Files.isDirectory(OWN) ? name : name + ".jar");
            if (!Files.exists(copy)) {
                Path partial = Files.createTempDirectory(directory, "copy");
                Command.of("cp", "-R", OWN.toString(), partial.resolve(copy.getFileName()).toString()).require();
                Files.move(partial.resolve(copy.getFileName()), copy);
                Files.delete(partial);
            }
            return of(copy);
        } catch (IOException e) {
            throw DiskTrouble.explain(e, directory);
        }
    }

    private static long checksum() throws IOException {
        var checksum = new CRC32C();
        try (Stream<Path> files = Files.walk(OWN)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                checksum.update(Files.readAllBytes(file));
            }
        }
        return checksum.getValue();
    }

    private static String of(Path ownClasses) {
        Set<Path> entries = new LinkedHashSet<>();
        entries.add(ownClasses);
        entries.addAll(jars());
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Set<Path> jars() {
        Set<Path> declared = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .map(Path::toAbsolutePath).collect(Collectors.toCollection(LinkedHashSet::new));
        // Started from a manifest-only jar or by a class loader of a framework, the property says nothing about our dependencies.
        Set<Path> entries = declared.contains(OWN) ? declared : visibleJars();
        entries.removeIf(entry -> !entry.toString().endsWith(".jar") || !Files.isRegularFile(entry));
        return entries;
    }

    // every jar has a manifest, so the manifests that our class loader sees tell the jars that it sees
    private static Set<Path> visibleJars() {
        try {
            Set<Path> jars = new LinkedHashSet<>();
            for (URL manifest : Collections.list(ClassPath.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
                if (manifest.openConnection() instanceof JarURLConnection jar) {
                    jars.add(path(jar.getJarFileURL()));
                }
            }
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new EngineFailure("the class path has an entry that is no file: " + url, e);
        }
    }
}
