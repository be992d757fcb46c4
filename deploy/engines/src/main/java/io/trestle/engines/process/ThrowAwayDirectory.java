package io.trestle.engines.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory for data that ends with this process. What a killed process could not delete is removed when the next directory is created:
 * the name says which process it belonged to.
 */
public record ThrowAwayDirectory(Path path) implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("run-(?<pid>\\d+)-[0-9a-f]+");

    public static ThrowAwayDirectory create() {
        Path home = EnginesHome.directory();
        try {
            Files.createDirectories(home);
            removeAbandoned(home);
            String name = "run-" + ProcessHandle.current().pid() + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
            Path path = Files.createDirectory(home.resolve(name));
            // PostgreSQL enters as another user when this one is root
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new ThrowAwayDirectory(path);
        } catch (IOException e) {
            throw DiskTrouble.explain(e, home);
        }
    }

    @Override
    public void close() {
        delete(path);
    }

    private static void removeAbandoned(Path home) throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            entries.filter(ThrowAwayDirectory::isAbandoned).forEach(directory -> {
                killUsersOf(directory);
                delete(directory);
            });
        }
    }

    private static boolean isAbandoned(Path directory) {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        return name.matches() && !ProcessHandle.of(Long.parseLong(name.group("pid"))).map(ProcessHandle::isAlive).orElse(false);
    }

    // An engine that was frozen when its owner was killed could not notice that.
    private static void killUsersOf(Path directory) {
        List<ProcessHandle> users = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().filter(line -> line.contains(directory.toString())).isPresent()).toList();
        users.forEach(ProcessHandle::destroyForcibly);
        users.forEach(process -> process.onExit().join());
    }

    private static void delete(Path directory) {
        Command.of("rm", "-rf", directory.toString()).run();
    }
}
