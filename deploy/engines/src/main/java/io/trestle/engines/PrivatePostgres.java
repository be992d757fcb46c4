package io.trestle.engines;

import io.trestle.engines.postgres.PostgresAddress;
import io.trestle.engines.postgres.PostgresEngine;
import io.trestle.engines.process.Durability;
import io.trestle.engines.process.ThrowAwayDirectory;

/** A PostgreSQL server of one's own; its processes are children of this JVM and end with it. */
public final class PrivatePostgres implements PrivateEngine {

    private final ThrowAwayDirectory directory;
    private final PostgresEngine engine;
    private final PostgresAddress server;

    private PrivatePostgres(ThrowAwayDirectory directory, PostgresEngine engine) {
        this.directory = directory;
        this.engine = engine;
        this.server = engine.address();
    }

    static PrivatePostgres create() {
        ThrowAwayDirectory directory = ThrowAwayDirectory.create();
        return new PrivatePostgres(directory, PostgresEngine.start(directory.path().resolve("postgres"), 0, Durability.FAST));
    }

    /** Host, port and superuser, for {@link DatabaseProvisioning}. */
    public PostgresAddress server() {
        return server;
    }

    @Override
    public String address() {
        return server.hostAndPort();
    }

    @Override
    public void start() {
        engine.start();
    }

    @Override
    public void stop() {
        engine.stop();
    }

    @Override
    public void kill() {
        engine.kill();
    }

    @Override
    public void pause() {
        engine.pause();
    }

    @Override
    public void resume() {
        engine.resume();
    }

    @Override
    public void close() {
        engine.kill();
        directory.close();
    }
}
