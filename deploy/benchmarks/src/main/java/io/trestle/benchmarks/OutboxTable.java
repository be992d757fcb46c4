package io.trestle.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;

import io.trestle.engines.TestEnvironment;

/**
 * The outbox of dbc-adapter, written to as a change in that service writes to it, and a copy of it without relay and triggers, from which rows are
 * claimed alone. Event n has the n in the first bytes of its 300, and one of {@value #KEYS} keys in turn.
 */
final class OutboxTable implements AutoCloseable {

    /** Some hundred wait in each lane at a time, so that a batch of a lane seldom has two of one key. */
    static final int KEYS = 4_096;
    /** As many as a relay takes in one round: 8 lanes with 128 rows each. */
    private static final int CLAIM = 1_024;
    private static final String SCHEMA = "dbc_adapter";
    private static final String COLUMNS = """
            'bench-' || (n & 4095), '{"ce_id": "01890000-0000-7000-8000-000000000000", "ce_type": "io.trestle.bench.happened.v1",
            "ce_source": "/dbc-adapter-service", "ce_subject": "bench", "ce_time": "2026-01-01T00:00:00.000000Z", "ce_specversion": "1.0",
            "content-type": "application/json"}'::jsonb, convert_to('{"n":"' || lpad(n::text, 12, '0') || '","text":"' || repeat('x', 270) || '"}', 'UTF8')
            """;

    private final TestEnvironment environment;
    private final String topic;
    private final Connection connection;

    OutboxTable(TestEnvironment environment, String topic) throws SQLException {
        this.environment = environment;
        this.topic = topic;
        connection = environment.connect(SCHEMA);
        connection.setAutoCommit(false);
        execute("SET search_path = " + SCHEMA + "; CREATE TABLE bench_claim (LIKE outbox INCLUDING ALL)");
        connection.commit();
    }

    /** Commits these events at once, while the relay runs, and returns when the commit does. */
    void fill(int first, int count) throws SQLException {
        execute("INSERT INTO outbox (id, topic, key, headers, payload) SELECT gen_random_uuid(), '" + topic + "', " + COLUMNS
                + " FROM generate_series(" + first + ", " + (first + count - 1) + ") n");
        connection.commit();
    }

    /** Rows a second, deleted and read in batches, each with a commit of its own that does not wait for the disk: the relay's does not, either. */
    double claimsPerSecond(int count) throws SQLException {
        execute("INSERT INTO bench_claim (seq, id, topic, key, headers, payload) SELECT n, gen_random_uuid(), '" + topic + "', " + COLUMNS
                + " FROM generate_series(1, " + count + ") n");
        connection.commit();
        var begin = System.nanoTime();
        for (var claimed = 0; claimed < count;) {
            claimed += claim();
        }
        var took = System.nanoTime() - begin;
        execute("TRUNCATE bench_claim");
        connection.commit();
        return count * 1e9 / took;
    }

    private int claim() throws SQLException {
        execute("SET LOCAL synchronous_commit = off");
        var rows = 0;
        try (var statement = connection.prepareStatement("DELETE FROM bench_claim WHERE seq = ANY(ARRAY(SELECT seq FROM bench_claim"
                + " ORDER BY seq LIMIT " + CLAIM + " FOR UPDATE SKIP LOCKED)) RETURNING seq, topic, key, headers, payload");
                var claimed = statement.executeQuery()) {
            while (claimed.next() && claimed.getBytes("payload").length > 0) {
                rows++;
            }
        }
        connection.commit();
        return rows;
    }

    /** Another connection that commits one event at a time. */
    OneByOne oneByOne() throws SQLException {
        return new OneByOne(environment.connect(SCHEMA), topic);
    }

    long waiting() throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("SELECT count(*) FROM outbox")) {
            rows.next();
            var waiting = rows.getLong(1);
            connection.commit();
            return waiting;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Not for several threads. */
    record OneByOne(Connection connection, java.sql.PreparedStatement insert) implements AutoCloseable {

        OneByOne(Connection connection, String topic) throws SQLException {
            this(connection, connection.prepareStatement("INSERT INTO " + SCHEMA + ".outbox (id, topic, key, headers, payload)"
                    + " SELECT gen_random_uuid(), '" + topic + "', " + COLUMNS + " FROM (SELECT ?::int AS n) one"));
        }

        /** Returns when it is on the disk. */
        void commit(int n) throws SQLException {
            insert.setInt(1, n);
            insert.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
