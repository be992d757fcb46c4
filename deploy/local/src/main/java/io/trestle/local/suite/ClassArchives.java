package io.trestle.local.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.Command;

/**
 * Archives of loaded classes (CDS), which halve the CPU time that a JVM of the stack needs to get ready: measured, a service 5 to 6 s without
 * and 2.5 s with one, Kafka 4 s and 2 s.
 *
 * <p>The first start of a build writes down which classes are loaded. Afterwards {@link #makeMissing()} makes the archives with processes of the
 * lowest priority, which takes a few minutes; killing it loses nothing.
 *
 * <p>An archive fits one build, one JDK and the flags that it was made with, so each combination has a directory of its own:
 * {@code archives/<JDK>} for the launcher's class path, {@code archives/<JDK>-<flags>} for a service. If one should not fit after all, the JVM
 * goes on without it, and says nothing.
 */
public final class ClassArchives {
    /** Archives of five services and the launcher take 600 MiB. */
    private static final long NEEDED_SPACE = 2L * 1024 * 1024 * 1024;

    private final @Nullable String jdk;
    private final Map<Path, Group> groups = new LinkedHashMap<>();
    private @Nullable Process maker;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** JVMs with one class path and the same flags share one archive. */
    private record Group(Path directory, String classPath, List<String> flags) {
        Path archive() {
            return directory.resolve("all.jsa");
        }
    }

    /** @param jdk a name for the JDK and the flags that the launcher's JVM was given; null makes and uses no archives */
    ClassArchives(@Nullable String jdk) {
        this.jdk = jdk;
    }

    /** Only the script, which puts builds aside, has them. */
    public static ClassArchives fromSystemProperties() {
        return new ClassArchives(System.getProperty("trestle.archives"));
    }

    /** Flags for a JVM on the launcher's class path: it shares the launcher's own archive, whose place the script knows too. */
    public List<String> ownFlags(Path part, String process, String classPath) {
        return flags(part, jdk, process, classPath, List.of());
    }

    /**
     * Flags that use the archive of a service, or that write down what belongs into it.
     *
     * @param part directory of what is run; it never changes
     * @param flags what the JVM is given beside {@link Jvm#sharedFlags()}, such as {@code --add-opens}
     */
    public List<String> serviceFlags(Path part, String process, String classPath, List<String> flags) {
        return flags(part, jdk + "-" + Integer.toHexString(List.of(Jvm.sharedFlags(), flags).hashCode()), process, classPath, flags);
    }

    private synchronized List<String> flags(Path part, @Nullable String key, String process, String classPath, List<String> flags) {
        if (jdk == null || key == null) {
            return List.of();
        }
        var directory = directory(part, key);
        var group = groups.computeIfAbsent(directory, name -> new Group(name, classPath, flags));
        if (Files.exists(group.archive())) {
            var use = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + group.archive()));
            use.addAll(Jvm.ARCHIVE_FLAGS);
            return use;
        }
        return List.of("-XX:DumpLoadedClassList=" + directory.resolve(process + ".classes"));
    }

    /**
     * Makes what is missing, one after the other; returns when done or closed.
     *
     * @param settling pause before it begins, so that what has just happened is in the lists of classes
     */
    public void makeMissing(Duration settling) {
        try {
            if (closed.await(settling.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            for (var group : List.copyOf(groups.values())) {
                if (isClosed() || Files.getFileStore(group.directory()).getUsableSpace() < NEEDED_SPACE) {
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

    public synchronized void close() {
        closed.countDown();
        if (maker != null) {
            maker.destroyForcibly();
        }
    }

    private void make(Group group) throws IOException, InterruptedException {
        var list = group.directory().resolve("all.list");
        Files.write(list, classes(group));
        var unfinished = group.directory().resolve("all.unfinished");
        var command = new ArrayList<>(List.of("nice", "-n", "19", Jvm.java(), "-Xshare:dump"));
        command.addAll(Jvm.sharedFlags());
        command.addAll(group.flags());
        // After the flags of the process, whose heap is too small for a dump, and whose limit for classes is one for the archive's size too.
        command.addAll(List.of("-Xmx512m", "-XX:MaxMetaspaceSize=1g"));
        command.addAll(List.of("-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + unfinished, "-cp", group.classPath()));
        var log = group.directory().resolve("all.log").toFile();
        var process = start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log));
        if (process != null && process.waitFor() == 0 && !isClosed()) {
            Files.move(unfinished, group.archive(), StandardCopyOption.ATOMIC_MOVE);
            forgetOthers(group.directory());
        }
        Files.deleteIfExists(unfinished);
    }

    /** Of earlier updates of this JDK, and of other flags; a JVM that still uses one keeps its pages. */
    private static void forgetOthers(Path directory) throws IOException {
        var name = directory.getFileName().toString();
        var sameJdk = name.substring(0, name.indexOf('-') + 1);
        try (var all = Files.newDirectoryStream(directory.resolve(".."), sameJdk + "*")) {
            for (var other : all) {
                if (!other.getFileName().toString().equals(name)) {
                    Command.of("rm", "-rf", other.toString()).require();
                }
            }
        }
    }

    private static Path directory(Path part, String key) {
        try {
            return Files.createDirectories(part.toRealPath().resolve("archives").resolve(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized @Nullable Process start(ProcessBuilder builder) throws IOException {
        maker = isClosed() ? null : builder.start();
        return maker;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
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
