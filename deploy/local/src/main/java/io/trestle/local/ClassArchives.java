package io.trestle.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Archives of loaded classes (CDS), which halve the CPU time that a JVM of the stack needs to get ready: measured, a service 5 to 6 s without
 * and 2.5 s with one, Kafka 4 s and 2 s.
 *
 * <p>The first start of a build writes down which classes are loaded. Afterwards {@link #makeMissing()} makes the archives with processes of the
 * lowest priority, which takes a few minutes; killing it loses nothing. An archive that does not fit is ignored by the JVM.
 */
final class ClassArchives {
    /** Archives of five services and the launcher take 600 MiB. */
    private static final long NEEDED_SPACE = 2L * 1024 * 1024 * 1024;

    private final @Nullable String jdk;
    private final Map<Path, Group> groups = new LinkedHashMap<>();
    private @Nullable Process maker;
    private boolean closed;

    /** JVMs with one class path share one archive: {@code archives/<JDK>/all.jsa} in the part's directory. */
    private record Group(Path directory, String classPath, List<String> flags) {
        Path archive() {
            return directory.resolve("all.jsa");
        }
    }

    /** @param jdk a name for it, because an archive fits one JDK only; null makes and uses no archives */
    ClassArchives(@Nullable String jdk) {
        this.jdk = jdk;
    }

    /** Only the script, which puts builds aside, has them. */
    static ClassArchives fromSystemProperties() {
        return new ClassArchives(System.getProperty("trestle.archives"));
    }

    /**
     * Flags that use the archive, or that write down what belongs into it.
     *
     * @param part directory of what is run; it never changes
     * @param flags that an archive depends on, such as {@code --add-opens}
     */
    synchronized List<String> flags(Path part, String process, String classPath, List<String> flags) {
        if (jdk == null) {
            return List.of();
        }
        var directory = directory(part, jdk);
        var group = groups.computeIfAbsent(directory, name -> new Group(name, classPath, flags));
        if (Files.exists(group.archive())) {
            return List.of("-XX:SharedArchiveFile=" + group.archive());
        }
        return List.of("-XX:DumpLoadedClassList=" + directory.resolve(process + ".classes"));
    }

    /** Makes what is missing, one after the other; returns when done or closed. */
    void makeMissing() {
        try {
            for (var group : List.copyOf(groups.values())) {
                if (closed() || Files.getFileStore(group.directory()).getUsableSpace() < NEEDED_SPACE) {
                    return;
                }
                if (!Files.exists(group.archive())) {
                    make(group);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void close() {
        closed = true;
        if (maker != null) {
            maker.destroyForcibly();
        }
    }

    private void make(Group group) throws IOException, InterruptedException {
        var list = group.directory().resolve("all.list");
        Files.write(list, classes(group));
        var unfinished = group.directory().resolve("all.unfinished");
        var command = new ArrayList<>(List.of("nice", "-n", "19", Jvm.java(), "-Xshare:dump", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(Jvm.quietFlags());
        command.addAll(group.flags());
        command.addAll(List.of("-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + unfinished, "-cp", group.classPath()));
        var log = group.directory().resolve("all.log").toFile();
        var process = start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log));
        if (process != null && process.waitFor() == 0 && !closed()) {
            Files.move(unfinished, group.archive(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(unfinished);
    }

    private static Path directory(Path part, String jdk) {
        try {
            return Files.createDirectories(part.toRealPath().resolve("archives").resolve(jdk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized @Nullable Process start(ProcessBuilder builder) throws IOException {
        maker = closed ? null : builder.start();
        return maker;
    }

    private synchronized boolean closed() {
        return closed;
    }

    /**
     * Of all processes of the group, each once. A list is still being written, so its last line may be cut off. Numbers are of one process, and
     * "source:" marks classes of other loaders, which the lists cannot be merged with.
     */
    private static Set<String> classes(Group group) throws IOException {
        var all = new LinkedHashSet<String>();
        try (var lists = Files.newDirectoryStream(group.directory(), "*.classes")) {
            for (var list : lists) {
                var text = Files.readString(list);
                text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(line -> !line.startsWith("#") && !line.contains(" source: "))
                        .map(line -> line.replaceFirst(" id: \\d+$", "")).forEach(all::add);
            }
        }
        return all;
    }
}
