package io.trestle.engines.postgres;

import java.sql.Connection;
import java.sql.SQLException;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a PostgreSQL server listens, and its superuser.
 *
 * @param host          loopback address
 * @param port          TCP port
 * @param adminPassword password of the superuser {@code postgres}
 */
public record PostgresAddress(String host, int port, String adminPassword) {

    public static final String ADMIN = "postgres";

    /** {@code host:port}, as {@code trestle.database.address} has it. */
    public String hostAndPort() {
        return host + ":" + port;
    }

    public Connection connectAsAdmin(String database) throws SQLException {
        return connect(database, ADMIN, adminPassword);
    }

    public Connection connect(String database, String user, String password) throws SQLException {
        // not by DriverManager, which does not see a driver of another class loader
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[]{host});
        source.setPortNumbers(new int[]{port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password);
        source.setConnectTimeout(10);
        return source.getConnection();
    }

    @Override
    public String toString() {
        return "PostgresAddress[" + hostAndPort() + "]";
    }
}
