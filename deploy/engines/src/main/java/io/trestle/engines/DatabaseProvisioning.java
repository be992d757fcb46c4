package io.trestle.engines;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

import org.postgresql.PGConnection;

import io.trestle.engines.postgres.PostgresAddress;
import io.trestle.engines.process.EngineFailure;

/** Creates a database in which each service's role owns the schema of its own name, and can read no other. */
public final class DatabaseProvisioning {

    /** One role per service. Roles belong to the server: all its databases share them, and their password. */
    public static final List<String> ROLES = List.of("client_api", "cloudflare_adapter", "comfy_bridge", "compute_gateway", "dbc_adapter");

    private static final String MAINTENANCE_DATABASE = "postgres";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    // any number that nobody else uses on this server
    private static final long LOCK = 7_237_005_577L;

    private DatabaseProvisioning() {
    }

    /**
     * Creates what is missing and sets the roles' password. May be repeated, also by several processes at once.
     *
     * @param database lower-case name
     * @param password of all five roles
     */
    public static void provision(PostgresAddress server, String database, String password) {
        requireName(database);
        try (Connection maintenance = server.connectAsAdmin(MAINTENANCE_DATABASE)) {
            // held until the connection closes
            execute(maintenance, "SELECT pg_advisory_lock(" + LOCK + ")");
            for (String role : ROLES) {
                createRole(maintenance, role, password);
            }
            createDatabase(maintenance, database);
            try (Connection connection = server.connectAsAdmin(database)) {
                createSchemas(connection);
            }
        } catch (SQLException e) {
            throw new EngineFailure("database " + database + " on " + server.hostAndPort() + " cannot be provisioned: " + e.getMessage(),
                    e);
        }
    }

    /** Drops the database, ending the sessions that use it. The roles stay. */
    public static void drop(PostgresAddress server, String database) {
        requireName(database);
        try (Connection maintenance = server.connectAsAdmin(MAINTENANCE_DATABASE)) {
            execute(maintenance, "DROP DATABASE IF EXISTS " + quoted(database) + " WITH (FORCE)");
        } catch (SQLException e) {
            throw new EngineFailure("database " + database + " on " + server.hostAndPort() + " cannot be dropped: " + e.getMessage(), e);
        }
    }

    private static void createRole(Connection connection, String role, String password) throws SQLException {
        if (!exists(connection, "SELECT FROM pg_roles WHERE rolname = ?", role)) {
            execute(connection, "CREATE ROLE " + role + " LOGIN");
        }
        // hashed here, so that the server's log cannot show it
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
        execute(connection, "ALTER ROLE " + role + " SET search_path = " + role);
    }

    private static void createDatabase(Connection connection, String database) throws SQLException {
        if (!exists(connection, "SELECT FROM pg_database WHERE datname = ?", database)) {
            execute(connection, "CREATE DATABASE " + quoted(database));
        }
        execute(connection, "REVOKE ALL ON DATABASE " + quoted(database) + " FROM PUBLIC");
        execute(connection, "GRANT CONNECT ON DATABASE " + quoted(database) + " TO " + String.join(", ", ROLES));
    }

    private static void createSchemas(Connection connection) throws SQLException {
        execute(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
        for (String role : ROLES) {
            execute(connection, "CREATE SCHEMA IF NOT EXISTS " + role + " AUTHORIZATION " + role);
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void requireName(String database) {
        if (!NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("not a database name: " + database);
        }
    }

    // the name may be a key word
    private static String quoted(String database) {
        return '"' + database + '"';
    }
}
