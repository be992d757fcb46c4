package io.trestle.engines;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.trestle.engines.process.ChildJvm;

/** A main class in a JVM of its own, with the class path of this one. Killed when closed. */
public record TestJvm(Process process, BufferedReader output, Path errorFile) implements AutoCloseable {

    public static TestJvm start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), List.of(), main, arguments);
    }

    /** @param prefix command that executes the JVM's command line, such as setpriv */
    public static TestJvm start(List<String> prefix, String classPath, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(ChildJvm.command(classPath, main, options, List.of(arguments)));
        Path errors = Files.createTempFile("test-jvm", ".err");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        return new TestJvm(process, process.inputReader(StandardCharsets.UTF_8), errors);
    }

    /** The next line that it prints; null when it has ended. */
    public String nextLine() throws IOException {
        return output.readLine();
    }

    /** The next line, which has to be {@code READY host:port}; returns {@code host:port}. */
    public String awaitReady() throws IOException {
        String line = nextLine();
        if (line == null || !line.startsWith("READY ")) {
            throw new AssertionError("not ready: " + line + ", " + errors());
        }
        return line.substring("READY ".length());
    }

    public String errors() throws IOException {
        return Files.readString(errorFile).strip();
    }

    /** Exit code, once it has ended by itself or after a signal. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(errorFile);
    }
}
