package io.trestle.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {

    private Machine() {
    }

    static String describe() {
        var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        var memory = system instanceof com.sun.management.OperatingSystemMXBean known ? known.getTotalMemorySize() >> 20 : 0;
        return String.format(Locale.ROOT, "%s, %d processors, %d MiB, load %.1f, %s %s, JDK %s", processor(),
                system.getAvailableProcessors(),
                memory, system.getSystemLoadAverage(), system.getName(), system.getVersion(), Runtime.version());
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst().map(line -> line.replaceFirst("^[^:]*:\\s*", ""))
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
