package io.trestle.clientapi;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.eclipse.microprofile.config.ConfigProvider;

/** The service's own schema, looked at from outside. */
public final class Database {

    private Database() {
    }

    /** As the service itself has it. */
    public static Connection connect() throws SQLException {
        var config = ConfigProvider.getConfig();
        var role = config.getValue("trestle.database.role", String.class);
        return DriverManager.getConnection("jdbc:postgresql://" + config.getValue("trestle.database.address", String.class) + "/"
                + config.getValue("trestle.database.name", String.class) + "?currentSchema=" + role, role,
                config.getValue("trestle.database.password", String.class));
    }

    /** The first column of every row, as text. */
    public static List<String> select(String sql, Object... parameters) {
        try (var connection = connect(); var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static int update(String sql, Object... parameters) {
        try (var connection = connect(); var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many rows a registration's tables have. */
    public static TreeMap<String, String> counts() {
        var counts = new TreeMap<String, String>();
        for (var table : List.of("model", "signature_version", "tunnel", "tunnel_request", "tunnel_credential", "credential_issue",
                "idempotency", "outbox")) {
            counts.put(table, select("SELECT count(*) FROM " + table).get(0));
        }
        return counts;
    }

    /** Every row of every table, as text. */
    public static String dump() {
        var tables = select("SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()");
        var dump = new StringBuilder();
        tables.forEach(table -> select("SELECT t::text FROM \"" + table + "\" t").forEach(row -> dump.append(row).append('\n')));
        return dump.toString();
    }
}
