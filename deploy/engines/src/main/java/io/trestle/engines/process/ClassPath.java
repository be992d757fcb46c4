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

/**
 * The class path on which a child JVM runs the engines: this module's classes and all jars of this JVM. Classes of other modules, which a
 * build may replace at any time, are left out.
 */
public final class ClassPath {

    private ClassPath() {
    }

    public static String ofEngines() {
        return of(ownLocation());
    }

    /** The same with a copy of this module's classes, for a child that lives longer than the build that started it. */
    public static String withCopyOfOwnClasses(Path directory) {
        Path own = ownLocation();
        if (!Files.isDirectory(own)) {
            return of(own);
        }
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.toList()) {
                Path copy = directory.resolve(own.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
            return of(directory);
        } catch (IOException e) {
            throw DiskTrouble.explain(e, directory);
        }
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
        Set<Path> entries = declared.contains(ownLocation()) ? declared : visibleJars();
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

    private static Path ownLocation() {
        return path(ClassPath.class.getProtectionDomain().getCodeSource().getLocation());
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new EngineFailure("the class path has an entry that is no file: " + url, e);
        }
    }
}
