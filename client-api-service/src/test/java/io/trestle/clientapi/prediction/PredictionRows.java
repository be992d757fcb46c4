package io.trestle.clientapi.prediction;

import java.util.UUID;

import io.trestle.clientapi.Database;

/** Predictions that stand in the database, without a model or a call to a worker. */
public final class PredictionRows {

    private PredictionRows() {
    }

    /** @return the id of a prediction of the tenant that waits for a worker */
    public static String waiting(String tenant) {
        return waiting(tenant, "WORKER");
    }

    public static String waiting(String tenant, String runner) {
        var id = "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 25);
        Database.update("""
                INSERT INTO prediction (id, tenant, model_id, model_version, runner, state, input, created_at, heard_at, silence_seconds)
                VALUES (?, ?, 'mtest', 1, ?, 'STARTING', '{"prompt":"a lighthouse"}', now(), now(), 1800)""", id, tenant, runner);
        return id;
    }

    public static String state(String id) {
        return column(id, "state");
    }

    public static String column(String id, String column) {
        return Database.select("SELECT " + column + " FROM prediction WHERE id = ?", id).get(0);
    }
}
