package io.trestle.local.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A checkout that has the real script, one service, and a machine around it that the test makes up: only {@link #TOOLS} and the programs in
 * {@link #bin} exist, and JDKs only below {@link #jvms}. What a program of the machine was called with is in the file {@code <program>.calls}.
 */
final class Checkout {
    /** What any system with a shell has. {@code apt-get}, {@code java} and the like are never the real ones. */
    private static final List<String> TOOLS = List.of("sh", "bash", "env", "awk", "basename", "cat", "chmod", "cksum", "cp", "cut", "date",
            "df",
            "dirname",
            "find", "grep", "head", "id", "ln", "ls", "mkdir", "mv", "readlink", "rm", "sed", "sleep", "sort", "tail", "tee", "touch", "tr",
            "wc", "xargs");
    private static final long LIMIT_SECONDS = 120;

    /** Its name has a space, as have all paths below. */
    final Path root;
    final Path bin;
    final Path jvms;
    final Path calls;
    private final Path home;

    record Result(int exit, String out, String err) {
    }

    Checkout(Path temporary) throws IOException {
        root = Files.createDirectories(temporary.resolve("my checkout"));
        bin = Files.createDirectory(temporary.resolve("bin"));
        jvms = Files.createDirectory(temporary.resolve("my jvms"));
        calls = Files.createDirectory(temporary.resolve("calls"));
        home = Files.createDirectory(temporary.resolve("home"));
        Files.copy(Path.of("..", "..", "trestle"), root.resolve("trestle"), StandardCopyOption.COPY_ATTRIBUTES);
        source("pom.xml", "<project/>");
        source("deploy/local/pom.xml", "<project/>");
        source("client-api-service/pom.xml", "<project/>");
        source("client-api-service/src/main/java/Service.java", "class Service {}");
    }

    Path source(String path, String text) {
        var file = root.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that comes before all others on the PATH; it finds {@code $BIN}, and {@code $CALLS} for its notes. */
    Checkout program(String name, String script) {
        executable(bin.resolve(name), script);
        return this;
    }

    /** A JDK whose {@code java} notes its arguments and does as it is told by $LAUNCHER. */
    Path jdk(String version) {
        var jdk = jvms.resolve("jdk " + version);
        source(jdk.resolve("release").toString(), "JAVA_VERSION=\"" + version + "\"\n");
        executable(jdk.resolve("bin/java"), "printf '%s\\n' \"$@\" >>\"$CALLS/java.calls\"\neval \"${LAUNCHER:-exit 0}\"");
        executable(jdk.resolve("bin/javac"), "exit 1");
        return jdk;
    }

    /** A Maven that "builds" what it is asked for: the launcher and the one service. */
    Checkout maven(String version) {
        return program("mvn", """
                case $1 in -version) echo 'Apache Maven %s (fake)'; exit ;; esac
                printf '%%s\\n' "$@" >>"$CALLS/mvn.calls"
                [ -z "${BUILD:-}" ] || eval "$BUILD"
                mkdir -p deploy/local/target/lib client-api-service/target/quarkus-app/app client-api-service/target/quarkus-app/quarkus
                mkdir -p client-api-service/target/quarkus-app/lib/boot client-api-service/target/quarkus-app/lib/main
                touch deploy/local/target/local-1.jar deploy/local/target/lib/a.jar client-api-service/target/quarkus-app/quarkus-run.jar
                touch client-api-service/target/quarkus-app/lib/boot/b.jar client-api-service/target/quarkus-app/lib/main/c.jar
                echo '[INFO] Building Trestle :: client-api-service 1.0 [2/3]'
                echo '[INFO] Trestle :: client-api-service ..... SUCCESS [ 1 s]'
                echo '[INFO] Trestle :: local ..... SUCCESS [ 1 s]'
                """.replace("%s (fake)", version + " (fake)").replace("%%", "%"));
    }

    /** Everything that a build and a start need. */
    Checkout complete() {
        jdk("21.0.4");
        return maven("3.9.9");
    }

    /** The lines that a program of the machine was called with; empty when it was not. */
    List<String> calls(String program) {
        var file = calls.resolve(program + ".calls");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(String... arguments) {
        return run(Map.of(), root.resolve("trestle"), arguments);
    }

    Result run(Map<String, String> environment, String... arguments) {
        return run(environment, root.resolve("trestle"), arguments);
    }

    /** @param script may be a link; run in the directory above the checkout */
    Result run(Map<String, String> environment, Path script, String... arguments) {
        var line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).directory(root.getParent().toFile());
        var out = calls.resolve("stdout.txt");
        var err = calls.resolve("stderr.txt");
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(machine());
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("the script did not end within " + LIMIT_SECONDS + " s:\n" + Files.readString(out)
                        + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> machine() {
        var all = new HashMap<String, String>();
        all.put("PATH", bin + ":" + tools());
        all.put("BIN", bin.toString());
        all.put("HOME", home.toString());
        all.put("CALLS", calls.toString());
        all.put("TRESTLE_JVM_DIRS", jvms.toString());
        all.put("LC_ALL", "C");
        return all;
    }

    private static void executable(Path file, String script) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.write(file, ("#!/bin/sh\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One directory with links for all tests; a temporary directory should have none to the outside when it is deleted. */
    private static synchronized Path tools() {
        try {
            var directory = Files.createDirectories(Path.of("target", "script-tools").toAbsolutePath());
            for (var tool : TOOLS) {
                if (!Files.exists(directory.resolve(tool))) {
                    Files.createSymbolicLink(directory.resolve(tool), realTool(tool));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path realTool(String name) {
        for (var directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return Path.of(directory, name);
            }
        }
        throw new IllegalStateException("this machine has no " + name);
    }
}
