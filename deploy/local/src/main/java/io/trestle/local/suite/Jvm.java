package io.trestle.local.suite;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.trestle.local.supervision.Tether;

/** Command lines of the stack's JVMs. Fourteen of them share a developer's machine, so each is held to what it needs. */
final class Jvm {
    /** glibc gives each thread of a busy process its own malloc arena, up to 8 per core, 64 MiB address space each; two keep RSS small. */
    static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private static final List<String> SHARED = List.of(
            // G1 keeps about 40 MiB of tables and threads per process for heaps that are far larger than these.
            "-XX:+UseSerialGC",
            // A collected heap keeps a tenth to a fifth free, not two fifths to seven tenths: 10 to 20 MiB less a process.
            "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20",
            // C1 only: services are ready in half the CPU time and hold a quarter of the code cache. Throughput is measured by the benchmarks,
            // which start the services their own way.
            "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=64m",
            // Out of memory: die, be reported and started again, instead of limping on.
            "-XX:+ExitOnOutOfMemoryError",
            // No memory-mapped statistics file per process in the system's temporary directory.
            "-XX:-UsePerfData");

    /**
     * For a JVM that has a class archive. Mapped where it was made for, an archive's pages stay those of the file, shared by all processes that
     * use it; moved, they become copies. An archive that does not fit is no error. (Its messages have had another tag since JDK 24.)
     */
    static final List<String> ARCHIVE_FLAGS = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0",
            Runtime.version().feature() < 24 ? "-Xlog:cds=off" : "-Xlog:cds=off,aot=off");

    private Jvm() {
    }

    /**
     * @param firstHeap MiB at the start: by default a JVM takes a 64th of the machine, far more than these need
     * @param heap MiB at most
     * @param main run through {@link Tether}
     */
    static List<String> command(int firstHeap, int heap, List<String> flags, String classPath, String main) {
        var command = new ArrayList<String>();
        command.add(java());
        command.add("-Xms" + firstHeap + "m");
        command.add("-Xmx" + heap + "m");
        command.addAll(sharedFlags());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, Tether.class.getName(), main));
        return command;
    }

    /** The JDK that runs the launcher runs everything. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Where the class {@link Tether} is: this module's jar, or its classes. */
    static Path tetherPath() {
        try {
            return Path.of(Tether.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What every JVM of the stack is given. */
    static List<String> sharedFlags() {
        var flags = new ArrayList<>(SHARED);
        if (Runtime.version().feature() >= 25) {
            // 8 bytes less an object; experimental before
            flags.add("-XX:+UseCompactObjectHeaders");
        }
        // From JDK 24 on the JVM warns about what Netty, JNI libraries and others do; nobody here can change that.
        if (Runtime.version().feature() >= 24) {
            flags.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        return flags;
    }
}
