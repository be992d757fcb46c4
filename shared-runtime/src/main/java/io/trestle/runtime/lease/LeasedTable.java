package io.trestle.runtime.lease;

/**
 * A table of work.
 *
 * @param table its name in the service's schema
 * @param idColumn its key, of type text or uuid
 * @param channel the notification channel that says a row has become due
 */
public record LeasedTable(String table, String idColumn, String channel) {

    public LeasedTable {
        // Both become part of SQL text.
        if (!table.matches("[a-z_]+") || !idColumn.matches("[a-z_]+")) {
            throw new IllegalArgumentException("Not a plain table and column: " + table + "." + idColumn);
        }
    }
}
