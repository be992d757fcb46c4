package io.trestle.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.EngineLog;

/**
 * A process that runs one engine.
 * <p>
 * Arguments: {@code <data directory> <port>}, or the environment variables {@code DATA_DIR} and {@code PORT}; then {@code --fast} for
 * throw-away data ({@link Durability#FAST}) and {@code --exit-with-parent} to end when standard input does.
 * <p>
 * It prints the one line {@code READY <host>:<port>} to standard output when it serves clients, or one line to standard error that says why
 * it cannot (exit code 1). SIGTERM stops the engine cleanly.
 */
final class EngineProcess {

    static final String READY = "READY ";
    static final String FAST = "--fast";
    static final String EXIT_WITH_PARENT = "--exit-with-parent";

    interface Engine {

        String hostAndPort();

        void stop();

        /** Returns when the engine has ended by itself. */
        void awaitEnd() throws InterruptedException;
    }

    interface Start {

        Engine at(Path data, int port, Durability durability);
    }

    private EngineProcess() {
    }

    static void run(String name, String[] arguments, Start start) {
        EngineLog.toStandardError();
        try {
            List<String> positional = new ArrayList<>(Arrays.asList(arguments));
            Durability durability = positional.remove(FAST) ? Durability.FAST : Durability.DURABLE;
            if (positional.remove(EXIT_WITH_PARENT)) {
                exitWithParent();
            }
            if (positional.size() > 2) {
                throw new EngineFailure("unknown argument: " + positional.get(2));
            }
            Engine engine = start.at(data(positional), port(positional), durability);
            var stopping = new AtomicBoolean();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stopping.set(true);
                engine.stop();
            }, "stop"));
            System.out.println(READY + engine.hostAndPort());
            engine.awaitEnd();
            if (!stopping.get()) {
                throw new EngineFailure(name + " on " + engine.hostAndPort() + " ended unexpectedly");
            }
        } catch (EngineFailure e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path data(List<String> positional) {
        return Path.of(required(positional, 0, "DATA_DIR", "data directory"));
    }

    private static int port(List<String> positional) {
        String port = required(positional, 1, "PORT", "port");
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new EngineFailure("not a port: " + port, e);
        }
    }

    private static String required(List<String> positional, int index, String variable, String meaning) {
        @Nullable
        String value = positional.size() > index ? positional.get(index) : System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw new EngineFailure("no " + meaning + ": give it as argument " + (index + 1) + " or in " + variable);
        }
        return value;
    }

    // The parent holds the other end of the pipe; it closes even when the parent is killed.
    private static void exitWithParent() {
        var watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is ever sent
                }
            } catch (IOException closed) {
                // the same as its end
            }
            Runtime.getRuntime().halt(0);
        }, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
