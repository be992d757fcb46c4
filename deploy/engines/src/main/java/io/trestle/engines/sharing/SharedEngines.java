package io.trestle.engines.sharing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.postgres.PostgresAddress;
import io.trestle.engines.process.ChildJvm;
import io.trestle.engines.process.ClassPath;
import io.trestle.engines.process.DiskTrouble;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.EnginesHome;
import io.trestle.engines.process.FileMutex;
import io.trestle.engines.process.Ports;

/** A lease of the shared engines. It lasts until this JVM ends: the open connection says that they are in use. */
public final class SharedEngines {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int GREETING_LIMIT_MILLIS = 5_000;

    private static @Nullable SharedEngines current;

    private final SharedState state;
    private final Socket connection;

    private SharedEngines(SharedState state, Socket connection) {
        this.state = state;
        this.connection = connection;
    }

    /** The lease of this JVM. The first JVM starts the engines, which takes some seconds; the others join. */
    public static synchronized SharedEngines lease() {
        if (current == null || !current.isAlive()) {
            current = obtain();
        }
        return current;
    }

    public PostgresAddress postgres() {
        return state.postgres();
    }

    public String bootstrapServers() {
        return state.bootstrapServers();
    }

    /** The one password of the services' roles, which all databases of this server share. */
    public String servicePassword() {
        return state.servicePassword();
    }

    private static SharedEngines obtain() {
        try {
            SharedDirectory directory = SharedDirectory.ofThisCheckout();
            try (FileMutex lock = directory.lock()) {
                return join(directory).orElseGet(() -> startIn(directory));
            }
        } catch (IOException e) {
            throw DiskTrouble.explain(e, EnginesHome.directory());
        }
    }

    private static Optional<SharedEngines> join(SharedDirectory directory) {
        return SharedState.read(directory.state()).flatMap(SharedEngines::connect);
    }

    private static Optional<SharedEngines> connect(SharedState state) {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(Ports.HOST, state.controlPort()), GREETING_LIMIT_MILLIS);
            socket.setSoTimeout(GREETING_LIMIT_MILLIS);
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            if (state.greeting().equals(reader.readLine())) {
                return Optional.of(new SharedEngines(state, socket));
            }
            socket.close();
        } catch (IOException nobodyThere) {
            // the process died without a chance to remove its state
        }
        return Optional.empty();
    }

    private static SharedEngines startIn(SharedDirectory directory) {
        try {
            Files.deleteIfExists(directory.state());
            Process process = spawn(directory);
            long deadline = System.nanoTime() + START_LIMIT.toNanos();
            while (System.nanoTime() < deadline) {
                boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
                Optional<SharedEngines> joined = join(directory);
                if (joined.isPresent()) {
                    return joined.get();
                }
                if (ended) {
                    throw new EngineFailure("the shared engines did not start: " + lastLine(directory));
                }
            }
            process.destroyForcibly();
            throw new EngineFailure("the shared engines did not start within " + START_LIMIT.toSeconds() + " s; see " + directory.log());
        } catch (IOException e) {
            throw DiskTrouble.explain(e, directory.path());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailure("interrupted while the shared engines were starting", e);
        }
    }

    private static Process spawn(SharedDirectory directory) throws IOException {
        String classPath = ClassPath.withCopyOfOwnClasses(directory.path());
        String linger = System.getProperty(BackgroundEngines.LINGER_PROPERTY, BackgroundEngines.LINGER.toString());
        // in a session of its own: a Ctrl-C that ends one build must not end the engines of another
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec $(command -v setsid) \"$@\"", "sh"));
        command.addAll(
                ChildJvm.command(classPath, BackgroundEngines.class, List.of("-D" + BackgroundEngines.LINGER_PROPERTY + "=" + linger),
                        List.of(directory.path().toString())));
        // inherits no stream of ours: a build would wait until it is closed
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(directory.log().toFile())
                .directory(directory.path().toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static String lastLine(SharedDirectory directory) throws IOException {
        try (var lines = Files.lines(directory.log())) {
            return lines.reduce((first, last) -> last).orElse("it printed nothing");
        }
    }

    private boolean isAlive() {
        try {
            connection.setSoTimeout(1);
            return connection.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silentAsItShouldBe) {
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
