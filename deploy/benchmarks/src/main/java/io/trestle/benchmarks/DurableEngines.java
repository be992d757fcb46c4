package io.trestle.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

import io.trestle.engines.DatabaseProvisioning;
import io.trestle.engines.Engines;
import io.trestle.engines.TestEnvironment;
import io.trestle.engines.postgres.PostgresEngine;
import io.trestle.engines.process.Durability;

/** PostgreSQL as in production (each commit is on the disk) with a fresh database, and a broker, in a directory that is deleted afterwards. */
record DurableEngines(Path directory, PostgresEngine postgres, TestEnvironment environment) implements AutoCloseable {

    private static final String PASSWORD = "benchmark";

    static DurableEngines start(Path root) throws IOException {
        var directory = Files.createTempDirectory(Files.createDirectories(root.resolve("deploy/benchmarks/target/runs")), "run");
        var postgres = PostgresEngine.start(directory.resolve("postgres"), 0, Durability.DURABLE);
        var environment = new TestEnvironment(postgres.address(), "trestle", PASSWORD, Engines.lease().bootstrapServers(), "bench.");
        DatabaseProvisioning.provision(postgres.address(), environment.database(), PASSWORD);
        return new DurableEngines(directory, postgres, environment);
    }

    @Override
    public void close() throws IOException {
        environment.deleteTopics();
        postgres.stop();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
