package io.trestle.e2e.chaos.surface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

import io.trestle.engines.postgres.PostgresAddress;

/** The suite's database as an operator sees it, past all faults. */
public final class Tables implements AutoCloseable {

    private final Path passwordFile;
    private final int port;
    private Connection connection;

    /** @param data directory of the stack */
    public Tables(Path data, int port) {
        this.passwordFile = data.resolve("data").resolve("postgres").resolve("admin-password");
        this.port = port;
    }

    /** Of two columns; the second one as text, and empty for NULL. */
    synchronized Map<String, String> map(String sql) throws SQLException, IOException {
        var found = new HashMap<String, String>();
        try (var statement = connected().createStatement(); var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                var value = rows.getString(2);
                found.put(rows.getString(1), value == null ? "" : value);
            }
        }
        return found;
    }

    /** One that lasts until the server is killed. */
    private synchronized Connection connected() throws SQLException, IOException {
        if (connection == null || !connection.isValid(10)) {
            close();
            connection = new PostgresAddress("127.0.0.1", port, Files.readString(passwordFile).strip()).connectAsAdmin("trestle");
        }
        return connection;
    }

    @Override
    public synchronized void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
