package io.trestle.cloudflare.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.trestle.engines.TestEnvironment;

/**
 * Counts the commits of each model inside PostgreSQL, and holds those that it was told to on their way: a deferred trigger waits there for a
 * lock of ours. When the service is dead, a commit that was held is either undone, as if the process had died before it, or let through, as if
 * it had died before it heard of it.
 *
 * <p>Claims and renewals of leases are not held: one statement does them for many models, and nothing follows them but a call or a commit
 * that is.
 */
final class CommitGate implements AutoCloseable {

    /** What is committed. */
    enum Kind {
        /** A request comes in, a step's outcome is written. */
        WORK,
        /** The lease is given back. */
        RELEASE,
        /** The event is struck off the outbox, after Kafka has it. */
        PUBLICATION
    }

    /** @param nth of the model's commits of this kind, from 1 */
    record Stop(Kind kind, int nth, boolean letThrough) {
    }

    private static final int LOCK = 4711;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TRIGGERS = """
            CREATE TABLE IF NOT EXISTS crash_gate (no int GENERATED ALWAYS AS IDENTITY, model_id text, kind text, nth int,
                seen int NOT NULL DEFAULT 0, tx bigint, PRIMARY KEY (model_id, kind));
            CREATE OR REPLACE FUNCTION crash_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = cloudflare_adapter AS $$
            DECLARE gate crash_gate%ROWTYPE;
            BEGIN
                UPDATE crash_gate SET seen = seen + 1, tx = txid_current()
                WHERE model_id = to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0] AND kind = TG_ARGV[1] AND tx IS DISTINCT FROM txid_current()
                RETURNING * INTO gate;
                IF gate.seen = gate.nth THEN
                    PERFORM pg_advisory_xact_lock(4711, gate.no);
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER gate_request AFTER INSERT OR UPDATE ON tunnel_request DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION crash_gate('model_id', 'WORK');
            CREATE CONSTRAINT TRIGGER gate_step AFTER INSERT ON tunnel_step DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION crash_gate('model_id', 'WORK');
            CREATE CONSTRAINT TRIGGER gate_release AFTER UPDATE ON tunnel DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (OLD.leased_by IS NOT NULL AND NEW.leased_by IS NULL) EXECUTE FUNCTION crash_gate('model_id', 'RELEASE');
            CREATE CONSTRAINT TRIGGER gate_publication AFTER DELETE ON outbox DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION crash_gate('key', 'PUBLICATION');
            """;

    private final TestEnvironment environment;
    private final Connection connection;
    private final List<Integer> toUndo = new ArrayList<>();

    /** The service has made its tables. */
    CommitGate(TestEnvironment environment) {
        this.environment = environment;
        try {
            connection = environment.postgres().connectAsAdmin(environment.database());
            execute("SET search_path = cloudflare_adapter");
            execute(TRIGGERS);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void stopAt(String model, Stop stop) {
        var no = number("INSERT INTO crash_gate (model_id, kind, nth) VALUES ('" + model + "', '" + stop.kind() + "', " + stop.nth()
                + ") RETURNING no");
        execute("SELECT pg_advisory_lock(" + LOCK + ", " + no + ")");
        if (!stop.letThrough()) {
            toUndo.add(no);
        }
    }

    /** Only counts. */
    void watch(String model) {
        for (var kind : Kind.values()) {
            execute("INSERT INTO crash_gate (model_id, kind, nth) VALUES ('" + model + "', '" + kind + "', 0)");
        }
    }

    int commits(String model, Kind kind) {
        return number("SELECT seen FROM crash_gate WHERE model_id = '" + model + "' AND kind = '" + kind + "'");
    }

    /** Models whose commit waits. */
    Set<String> held() {
        return strings("SELECT model_id FROM crash_gate WHERE no IN (SELECT objid FROM pg_locks WHERE " + waiting() + ")");
    }

    /** The service is dead. Returns when nothing of it is left in the database. */
    void open() {
        for (var no : toUndo) {
            execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE " + waiting() + " AND objid = " + no);
        }
        await().atMost(PATIENCE).until(() -> toUndo.stream().noneMatch(
                no -> number("SELECT count(*) FROM pg_locks WHERE " + waiting() + " AND objid = " + no) > 0));
        toUndo.clear();
        execute("SELECT pg_advisory_unlock_all()");
        await().atMost(PATIENCE)
                .until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'cloudflare_adapter' AND datname = '"
                        + environment.database() + "'") == 0);
        execute("DELETE FROM crash_gate");
    }

    /** As if the time of the leases had passed, which is longer than a test should take. */
    void endLeases() {
        execute("UPDATE tunnel SET leased_until = now(), next_attempt_at = now() WHERE leased_by IS NOT NULL");
    }

    /** Nothing is being worked on, nothing waits to be published. */
    boolean isQuiet() {
        return number("SELECT (SELECT count(*) FROM tunnel WHERE leased_by IS NOT NULL OR next_attempt_at IS NOT NULL) "
                + "+ (SELECT count(*) FROM outbox)") == 0;
    }

    /** Every request has its answer, and every event is published. */
    boolean isAnswered() {
        return number("SELECT (SELECT count(*) FROM tunnel_request WHERE answered_at IS NULL) + (SELECT count(*) FROM outbox)") == 0;
    }

    /** All rows of all tables, as text. */
    Set<String> everything() {
        var rows = new HashSet<String>();
        strings("SELECT table_name FROM information_schema.tables WHERE table_schema = 'cloudflare_adapter'")
                .forEach(table -> rows.addAll(strings("SELECT t::text FROM " + table + " t")));
        return rows;
    }

    int number(String sql) {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    Set<String> strings(String sql) {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
            var all = new HashSet<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static String waiting() {
        return "locktype = 'advisory' AND classid = " + LOCK + " AND NOT granted";
    }

    private void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
