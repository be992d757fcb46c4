package io.trestle.engines.sharing;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

import io.trestle.engines.postgres.PostgresAddress;
import io.trestle.engines.process.Ports;

/**
 * What the background process tells its clients, in a file that only its user may read.
 *
 * @param instance         random name of this background process
 * @param controlPort      a client holds a connection to this port for as long as it uses the engines
 * @param postgres         the shared server
 * @param bootstrapServers the shared broker
 * @param servicePassword  the one password of the services' roles in all test databases
 */
record SharedState(String instance, int controlPort, PostgresAddress postgres, String bootstrapServers, String servicePassword) {

    /** First and only line that a client is sent: it found this process, not another that took over the port. */
    String greeting() {
        return "trestle-engines " + instance;
    }

    /** Absent also when it is damaged: then a new process is started. */
    static Optional<SharedState> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            var properties = new Properties();
            properties.load(reader);
            var postgres = new PostgresAddress(Ports.HOST, Integer.parseInt(properties.getProperty("postgres.port")),
                    properties.getProperty("postgres.password"));
            return Optional.of(new SharedState(properties.getProperty("instance"),
                    Integer.parseInt(properties.getProperty("control.port")), postgres, properties.getProperty("kafka"),
                    properties.getProperty("service.password")));
        } catch (IOException | NumberFormatException unusable) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        var properties = new Properties();
        properties.setProperty("instance", instance);
        properties.setProperty("control.port", Integer.toString(controlPort));
        properties.setProperty("postgres.port", Integer.toString(postgres.port()));
        properties.setProperty("postgres.password", postgres.adminPassword());
        properties.setProperty("kafka", bootstrapServers);
        properties.setProperty("service.password", servicePassword);
        // a temporary file is readable for its owner only
        Path complete = Files.createTempFile(file.getParent(), "state", ".tmp");
        try (Writer writer = Files.newBufferedWriter(complete)) {
            properties.store(writer, null);
        }
        Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String toString() {
        return "SharedState[" + instance + ", " + postgres + ", " + bootstrapServers + "]";
    }
}
