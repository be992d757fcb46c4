package io.trestle.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.trestle.engines.TestEnvironment;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;

/** A service's schema with the shared tables, outside Quarkus. */
public final class ServiceDatabase implements AutoCloseable {

    public static final String ROLE = "client_api";

    private final TestEnvironment environment;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;

    private ServiceDatabase(TestEnvironment environment) {
        this.environment = environment;
        this.pool = pool(vertx, environment.postgres().hostAndPort(), environment.database(), environment.password());
    }

    public static ServiceDatabase open() {
        return open(TestEnvironment.create());
    }

    public static ServiceDatabase open(TestEnvironment environment) {
        var database = new ServiceDatabase(environment);
        try (var script = ServiceDatabase.class.getResourceAsStream("/db/shared/V0_1__outbox_and_inbox.sql")) {
            database.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return database;
    }

    public static Pool pool(Vertx vertx, String address, String database, String password) {
        var options = new PgConnectOptions().setHost(address.split(":")[0]).setPort(Integer.parseInt(address.split(":")[1]))
                .setDatabase(database).setUser(ROLE).setPassword(password).setReconnectAttempts(0);
        return Pool.newInstance(PgBuilder.pool().using(vertx).connectingTo(options).with(new PoolOptions().setMaxSize(12)).build());
    }

    public Vertx vertx() {
        return vertx;
    }

    public Pool pool() {
        return pool;
    }

    public TestEnvironment environment() {
        return environment;
    }

    public void execute(String sql) {
        inTransaction(sql, Connection::commit);
    }

    public void executeAndRollBack(String sql) {
        inTransaction(sql, Connection::rollback);
    }

    public long count(String table, String condition) {
        return Long.parseLong(strings("SELECT count(*) FROM " + table + " WHERE " + condition).get(0));
    }

    /** The first column of each row. */
    public List<String> strings(String sql) {
        try (var connection = environment.connect(ROLE); var rows = connection.createStatement().executeQuery(sql)) {
            var strings = new ArrayList<String>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface End {
        void of(Connection transaction) throws SQLException;
    }

    private void inTransaction(String sql, End end) {
        try (var connection = environment.connect(ROLE)) {
            connection.setAutoCommit(false);
            connection.createStatement().execute(sql);
            end.of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        environment.close();
    }
}
