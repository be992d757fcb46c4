package io.trestle.clientapi.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.PredictionChanges;
import io.trestle.clientapi.ledger.PredictionDocuments;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Gives readers what happens to their prediction. A notification costs one query, however many read; whoever has missed something (it joins
 * late, it stalled, a notification was lost) reads it from the database. All state lives on one Vert.x context.
 */
@ApplicationScoped
class PredictionFeed {

    private static final Logger LOG = Logger.getLogger(PredictionFeed.class);
    /** Shorter than any proxy's idle timeout. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    /** Longest time that a lost notification is noticed after. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final EventRows rows;
    private final PredictionDocuments documents;
    private final Notifications notifications;
    private final Vertx vertx;
    private final Context context;
    private final Map<String, Set<Reader>> readers = new HashMap<>();
    private final Map<String, Integer> fetching = new HashMap<>();

    PredictionFeed(EventRows rows, PredictionDocuments documents, Notifications notifications, Vertx vertx) {
        this.rows = rows;
        this.documents = documents;
        this.notifications = notifications;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    void start(@Observes StartupEvent started) {
        notifications.on(PredictionChanges.CHANNEL).subscribe().with(id -> context.runOnContext(nothing -> changed(id)),
                failure -> LOG.error("Streams are served late from now on", failure));
        context.runOnContext(nothing -> {
            vertx.setPeriodic(KEEP_ALIVE.toMillis(), timer -> readers.values().forEach(all -> all.forEach(Reader::keepAlive)));
            vertx.setPeriodic(LOOK.toMillis(), timer -> changed(""));
        });
    }

    /** Readers come back to another replica, with the id of the last event that they have. */
    void stop(@Observes ShutdownEvent stopping) {
        context.runOnContext(nothing -> readers.values().forEach(all -> all.forEach(Reader::close)));
    }

    void join(Reader reader) {
        context.runOnContext(nothing -> {
            readers.computeIfAbsent(reader.predictionId, id -> new LinkedHashSet<>()).add(reader);
            catchUp(reader);
        });
    }

    void leave(Reader reader) {
        context.runOnContext(nothing -> {
            reader.gone();
            remove(reader);
        });
    }

    private void remove(Reader reader) {
        readers.computeIfPresent(reader.predictionId, (id, all) -> {
            all.remove(reader);
            return all.isEmpty() ? null : all;
        });
    }

    /** @param id empty where anything may have been missed */
    private void changed(String id) {
        if (id.isEmpty()) {
            List.copyOf(readers.keySet()).forEach(this::fetch);
        } else if (readers.containsKey(id)) {
            fetch(id);
        }
    }

    /** One query for all who follow: from where the one that is furthest behind stands. */
    private void fetch(String id) {
        if (fetching.merge(id, 1, Integer::sum) > 1) {
            // The one under way may have read before the change; it looks again.
            return;
        }
        var from = followers(id).stream().mapToInt(Reader::last).min();
        if (from.isEmpty()) {
            fetching.remove(id);
            return;
        }
        read(id, from.getAsInt()).subscribe().with(events -> {
            deliver(followers(id), events);
            fetched(id);
        }, failure -> {
            LOG.debugf("Events of %s could not be read: %s", id, failure);
            fetching.remove(id);
        });
    }

    private List<Reader> followers(String id) {
        return readers.getOrDefault(id, Set.of()).stream().filter(Reader::follows).toList();
    }

    private void fetched(String id) {
        var asked = fetching.remove(id);
        if (asked != null && asked > 1) {
            fetch(id);
        }
    }

    private void catchUp(Reader reader) {
        if (reader.closed() || !reader.beginReading()) {
            return;
        }
        read(reader.predictionId, reader.last()).subscribe().with(events -> {
            reader.endReading();
            deliver(List.of(reader), events);
            if (!reader.closed() && !reader.behind() && events.size() == EventRows.PAGE) {
                catchUp(reader);
            } else {
                // What happened while it read was given to those who followed.
                changed(reader.predictionId);
            }
        }, failure -> {
            reader.endReading();
            reader.close();
            remove(reader);
        });
    }

    private void deliver(List<Reader> to, List<Frame> frames) {
        for (var reader : to) {
            for (var frame : frames) {
                reader.offer(frame.seq(), frame.text(), frame.last(), this::drained);
            }
            if (reader.closed()) {
                remove(reader);
            }
        }
    }

    private void drained(Reader reader) {
        context.runOnContext(nothing -> catchUp(reader));
    }

    private record Frame(int seq, String text, boolean last) {
    }

    private Uni<List<Frame>> read(String id, int after) {
        return rows.after(id, after).chain(events -> {
            var ended = events.stream().anyMatch(EventRows.Event::last);
            var whole = ended
                    ? documents.find(id).map(found -> found == null ? "{}" : found.document().toString())
                    : Uni.createFrom().item("");
            return whole.map(document -> events.stream().map(event -> frame(event, document)).toList());
        }).emitOn(task -> context.runOnContext(nothing -> task.run()));
    }

    /** The end brings the whole prediction, so that a reader need not ask for it. */
    private static Frame frame(EventRows.Event event, String document) {
        return new Frame(event.seq(), "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: "
                + (event.last() ? document : event.data()) + "\n\n", event.last());
    }
}
