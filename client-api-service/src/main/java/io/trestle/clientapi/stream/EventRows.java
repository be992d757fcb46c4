package io.trestle.clientapi.stream;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads what happened to a prediction. */
@ApplicationScoped
public class EventRows {

    /** Events read at once. */
    static final int PAGE = 500;

    private static final String AFTER = """
            SELECT seq, type, data FROM prediction_event WHERE prediction_id = $1 AND seq > $2 ORDER BY seq LIMIT $3""";

    private final Pool pool;

    EventRows(Pool pool) {
        this.pool = pool;
    }

    /** One event as it is stored. */
    public record Event(int seq, String type, String data) {

        public boolean last() {
            return type.equals("completed");
        }
    }

    public Uni<List<Event>> after(String predictionId, int seq) {
        return pool.preparedQuery(AFTER).execute(Tuple.of(predictionId, seq, PAGE))
                .map(rows -> rows.stream().map(row -> new Event(row.getInteger("seq"), row.getString("type"), row.getString("data")))
                        .toList());
    }
}
