package io.trestle.engines.sharing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.trestle.engines.kafka.KafkaEngine;
import io.trestle.engines.postgres.PostgresEngine;
import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.EngineLog;
import io.trestle.engines.process.FileMutex;
import io.trestle.engines.process.Ports;
import io.trestle.engines.process.ThrowAwayDirectory;

/** The background process: starts both engines on throw-away data, and stops them when no client has been connected for a while. */
final class BackgroundEngines {

    // long enough for the pause between the test JVMs of two modules of one build
    static final Duration LINGER = Duration.ofSeconds(20);
    static final String LINGER_PROPERTY = "trestle.engines.linger";

    private static final int ACCEPT_TIMEOUT_MILLIS = 200;

    private final SharedDirectory directory;
    private final Clients clients;

    private BackgroundEngines(SharedDirectory directory, Duration linger) {
        this.directory = directory;
        this.clients = new Clients(linger);
    }

    public static void main(String[] arguments) {
        EngineLog.toStandardError();
        Duration linger = Duration.parse(System.getProperty(LINGER_PROPERTY, LINGER.toString()));
        try {
            new BackgroundEngines(new SharedDirectory(Path.of(arguments[0])), linger).run();
            System.exit(0);
        } catch (EngineFailure e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println(e);
            System.exit(1);
        }
    }

    private void run() throws IOException {
        try (ThrowAwayDirectory data = ThrowAwayDirectory.create();
                Both engines = Both.start(data.path());
                ServerSocket control = new ServerSocket(0, 0, InetAddress.getByName(Ports.HOST))) {
            var state = new SharedState(UUID.randomUUID().toString(), control.getLocalPort(), engines.postgres().address(),
                    engines.kafka().bootstrapServers(), UUID.randomUUID().toString());
            state.write(directory.state());
            control.setSoTimeout(ACCEPT_TIMEOUT_MILLIS);
            serve(control, state);
        }
    }

    private void serve(ServerSocket control, SharedState state) throws IOException {
        do {
            try {
                greet(control.accept(), state.greeting());
            } catch (SocketTimeoutException nobodyCame) {
                // look whether to retire
            }
        } while (!clients.areGone() || !retired(state));
    }

    // A client connects only while it holds the lock, so none can come between the last look and the removal of the state.
    private boolean retired(SharedState state) throws IOException {
        Optional<FileMutex> lock = directory.tryLock();
        if (lock.isEmpty()) {
            return false;
        }
        try (FileMutex held = lock.get()) {
            if (!clients.areGone()) {
                return false;
            }
            // somebody may have emptied the directory and started other engines since
            if (SharedState.read(directory.state()).filter(state::equals).isPresent()) {
                Files.delete(directory.state());
            }
            return true;
        }
    }

    private void greet(Socket socket, String greeting) {
        clients.joined();
        var connection = new Thread(() -> {
            try (socket) {
                socket.getOutputStream().write((greeting + "\n").getBytes(StandardCharsets.UTF_8));
                while (socket.getInputStream().read() >= 0) {
                    // a client says nothing: it is there until the connection ends
                }
            } catch (IOException gone) {
                // a killed client resets the connection
            } finally {
                clients.left();
            }
        }, "client");
        connection.setDaemon(true);
        connection.start();
    }

    private record Both(PostgresEngine postgres, KafkaEngine kafka) implements AutoCloseable {

        static Both start(Path data) {
            var kafka = CompletableFuture.supplyAsync(() -> KafkaEngine.start(data.resolve("kafka"), 0, Durability.FAST));
            PostgresEngine postgres = PostgresEngine.start(data.resolve("postgres"), 0, Durability.FAST);
            try {
                return new Both(postgres, kafka.join());
            } catch (CompletionException e) {
                postgres.kill();
                throw e.getCause() instanceof EngineFailure failure ? failure : e;
            }
        }

        @Override
        public void close() {
            // the data is thrown away
            postgres.kill();
            kafka.stop();
        }
    }
}
