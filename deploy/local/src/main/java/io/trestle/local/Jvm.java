package io.trestle.local;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Command lines of the stack's JVMs. Fourteen of them share a developer's machine, so each is held to what it needs. */
final class Jvm {
    /** glibc gives each thread of a busy process its own malloc arena, up to 8 per core, 64 MiB address space each; two keep RSS small. */
    static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private static final List<String> SHARED = List.of(
            // G1 keeps about 40 MiB of tables and threads per process for heaps that are far larger than these.
            "-XX:+UseSerialGC",
            // C1 only: services are ready in half the CPU time and hold a quarter of the code cache. Throughput is measured by the benchmarks,
            // which start the services their own way.
            "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=64m",
            // Out of memory: die, be reported and started again, instead of limping on.
            "-XX:+ExitOnOutOfMemoryError",
            // No memory-mapped statistics file per process in the system's temporary directory.
            "-XX:-UsePerfData");

    private Jvm() {
    }

    /**
     * @param heap MiB
     * @param main run through {@link Tether}
     */
    static List<String> command(int heap, List<String> flags, String classPath, String main) {
        var command = new ArrayList<String>();
        command.add(java());
        command.add("-Xmx" + heap + "m");
        command.addAll(SHARED);
        command.addAll(quietFlags());
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

    /** From JDK 24 on the JVM warns about what Netty, JNI libraries and others do; nobody here can change that. */
    static List<String> quietFlags() {
        return Runtime.version().feature() < 24
                ? List.of()
                : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }
}
