package io.trestle.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A way to start a packaged service. */
enum StartupVariant {

    /** {@code java -jar}, as anybody would. */
    PLAIN("plain"),
    /** With the flags of images, and no archive. */
    SMALL("flags of images"),
    /** Those flags and an archive of the loaded classes: an AOT cache from JDK 25 on, class data before. */
    ARCHIVED("with archive");

    /** What images and the local stack give a service's JVM. */
    private static final List<String> FLAGS = List.of("-Xms24m", "-Xss512k", "-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:-UsePerfData");

    private final String title;

    StartupVariant(String title) {
        this.title = title;
    }

    /** @param archive left by {@link #training} */
    List<String> command(Path jar, Path archive) {
        return command(jar, this == ARCHIVED ? List.of((hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive) : List.of());
    }

    /** The run whose classes are archived when it ends. */
    static List<String> training(Path jar, Path archive) {
        return ARCHIVED.command(jar, List.of((hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive));
    }

    private List<String> command(Path jar, List<String> further) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        if (this != PLAIN) {
            command.addAll(FLAGS);
            if (hasAotCache()) {
                command.add("-XX:+UseCompactObjectHeaders");
            }
        }
        command.addAll(further);
        command.addAll(List.of("-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-jar", jar.toString()));
        return command;
    }

    private static boolean hasAotCache() {
        return Runtime.version().feature() >= 25;
    }

    /** Resident memory of a process in MiB. */
    static double resident(Process process) throws IOException {
        try (var lines = java.nio.file.Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS")).mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    static void settle() throws InterruptedException {
        // what a start leaves behind (compilers, migrations' connections) is gone after some seconds
        TimeUnit.SECONDS.sleep(15);
    }

    @Override
    public String toString() {
        return title;
    }
}
