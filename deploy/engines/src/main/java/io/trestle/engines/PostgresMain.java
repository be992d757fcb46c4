package io.trestle.engines;

import io.trestle.engines.postgres.PostgresEngine;

/**
 * Supervises a native PostgreSQL server; see {@link EngineProcess} for arguments and output. The superuser {@code postgres} has its password
 * in {@code <data directory>/admin-password}. A kill -9 of this process makes the server quit at once, as in a crash.
 */
public final class PostgresMain {

    private PostgresMain() {
    }

    public static void main(String[] arguments) {
        EngineProcess.run("PostgreSQL", arguments, (data, port, durability) -> new Running(PostgresEngine.start(data, port, durability)));
    }

    private record Running(PostgresEngine engine) implements EngineProcess.Engine {

        @Override
        public String hostAndPort() {
            return engine.address().hostAndPort();
        }

        @Override
        public void stop() {
            engine.stop();
        }

        @Override
        public void awaitEnd() throws InterruptedException {
            engine.awaitEnd();
        }
    }
}
