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

    private final @Nullable Path directory;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private @Nullable Process maker;
    private boolean closed;

    /** JVMs with one class path share one archive. */
    private record Group(String name, String classPath, List<String> flags, Set<Path> lists) {}

    /** @param directory for one build and one JDK; null makes none */
    ClassArchives(@Nullable Path directory) {
        this.directory = directory;
    }

    /** What the script has chosen, see there. */
    static ClassArchives fromSystemProperties() {
        var chosen = System.getProperty("trestle.archives");
        return new ClassArchives(chosen == null ? null : Path.of(chosen));
    }

    /**
     * Flags that use the archive, or that write down what belongs into it.
     *
     * @param group names the class path
     * @param flags that an archive depends on, such as {@code --add-opens}
     */
    synchronized List<String> flags(String group, String process, String classPath, List<String> flags) {
        if (directory == null) {
            return List.of();
        }
        var archive = directory.resolve(group + ".jsa");
        if (Files.exists(archive)) {
            return List.of("-XX:SharedArchiveFile=" + archive);
        }
        var list = directory.resolve(process + ".classes");
        groups.computeIfAbsent(group, name -> new Group(name, classPath, flags, new LinkedHashSet<>())).lists().add(list);
        return List.of("-XX:DumpLoadedClassList=" + list);
    }

    /** Makes what is missing, one after the other; returns when done or closed. */
    void makeMissing() {
        try {
            for (var group : List.copyOf(groups.values())) {
                if (closed() || directory == null || Files.getFileStore(directory).getUsableSpace() < NEEDED_SPACE) {
                    return;
                }
                make(group, directory);
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

    private void make(Group group, Path into) throws IOException, InterruptedException {
        var list = into.resolve(group.name() + ".list");
        Files.write(list, classes(group));
        var unfinished = into.resolve(group.name() + ".unfinished");
        var command = new ArrayList<>(List.of("nice", "-n", "19", Jvm.java(), "-Xshare:dump", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(group.flags());
        command.addAll(List.of("-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + unfinished, "-cp", group.classPath()));
        var log = into.resolve(group.name() + ".log").toFile();
        var process = start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log));
        if (process != null && process.waitFor() == 0 && !closed()) {
            Files.move(unfinished, into.resolve(group.name() + ".jsa"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(unfinished);
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
        for (var list : group.lists()) {
            var text = Files.exists(list) ? Files.readString(list) : "";
            text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(line -> !line.startsWith("#") && !line.contains(" source: "))
                    .map(line -> line.replaceFirst(" id: \\d+$", "")).forEach(all::add);
        }
        return all;
    }
}
