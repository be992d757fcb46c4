package io.trestle.clientapi.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.smallrye.mutiny.Uni;
import io.trestle.model.EventIds;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Outbound webhooks that become due with a change, unless the prediction filters the event out. */
@ApplicationScoped
class NoticeRows {

    /** One notice of a kind waits at most: it is built from the state at the time when it is sent, so a second one would say the same. */
    private static final String INSERT = """
            INSERT INTO outbound_webhook (id, tenant, prediction_id, event, url, created_at, next_attempt_at)
            SELECT n.id, p.tenant, p.id, n.event, p.webhook, now(), now()
            FROM unnest($1::text[], $2::text[], $3::text[]) AS n (id, prediction_id, event)
            JOIN prediction p ON p.id = n.prediction_id
            WHERE (p.webhook_events IS NULL OR n.event = ANY(string_to_array(p.webhook_events, ',')))
            ON CONFLICT (prediction_id, event) WHERE tries = 0 AND state = 'PENDING' DO NOTHING""";

    private static final String WAKE = "SELECT pg_notify($1, '')";

    private final EventIds ids;
    private final String channel;

    NoticeRows(Clock clock, RandomGenerator random, @ConfigProperty(name = "trestle.database.role") String schema) {
        this.ids = new EventIds(clock, random);
        this.channel = schema + ".outbound_webhook";
    }

    Uni<Void> insert(SqlConnection connection, List<PredictionDraft> drafts) {
        var messages = new ArrayList<String>();
        var predictions = new ArrayList<String>();
        var events = new ArrayList<String>();
        for (var draft : drafts) {
            for (var notice : draft.notices()) {
                messages.add("msg_" + ids.next().toString().replace("-", ""));
                predictions.add(draft.id);
                events.add(notice.json());
            }
        }
        var values = Tuple.of(messages.toArray(String[]::new), predictions.toArray(String[]::new), events.toArray(String[]::new));
        return Uni.combine().all()
                .unis(connection.preparedQuery(INSERT).execute(values), connection.preparedQuery(WAKE).execute(Tuple.of(channel)))
                .discardItems();
    }
}
