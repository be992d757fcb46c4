package io.trestle.clientapi.stream;

import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.PredictionDocuments;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemAnswers;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /pc/client-api/predictions/{id}/events}: server-sent events. {@code Last-Event-ID} (or {@code ?last_event_id}) resumes; without it
 * the stream begins at the beginning. It ends after {@code completed}; asked again after that, it answers 204, which tells browsers to stop.
 */
@Singleton
class PredictionStreamRoute {

    private static final String PATH = "/pc/client-api/predictions/:id/events";

    private final IdentityVerifier identity;
    private final PredictionDocuments documents;
    private final EventRows rows;
    private final PredictionFeed feed;
    private final ProblemAnswers answers;

    @Inject
    PredictionStreamRoute(IdentityVerifier identity, PredictionDocuments documents, EventRows rows, PredictionFeed feed,
            ProblemAnswers answers) {
        this.identity = identity;
        this.documents = documents;
        this.rows = rows;
        this.feed = feed;
        this.answers = answers;
    }

    void install(@Observes Router router) {
        router.route(HttpMethod.GET, PATH).handler(this::handle);
        router.route(HttpMethod.GET, PATH + "/").handler(this::handle);
    }

    private void handle(RoutingContext context) {
        var id = context.pathParam("id");
        Uni.createFrom().deferred(() -> identity.verify(context.request().headers()))
                .chain(caller -> documents.find(id).map(found -> {
                    if (found == null || !found.tenant().equals(caller.tenant())) {
                        throw new ProblemException(ProblemType.NOT_FOUND, "There is no such prediction");
                    }
                    return found;
                }))
                .chain(found -> over(found, id, lastEvent(context)))
                .invoke(over -> begin(context, id, lastEvent(context), over))
                .subscribe().with(done -> {
                }, failure -> answers.send(context, failure));
    }

    private Uni<Boolean> over(PredictionDocuments.Found found, String id, int last) {
        return found.ended() ? rows.after(id, last).map(List::isEmpty) : Uni.createFrom().item(false);
    }

    private void begin(RoutingContext context, String id, int last, boolean over) {
        var response = context.response();
        if (over) {
            response.setStatusCode(204).end();
            return;
        }
        // A proxy that buffers would keep events until there are enough of them.
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("X-Accel-Buffering", "no");
        response.write(": stream of " + id + "\n\n");
        var reader = new Reader(id, last, response);
        response.closeHandler(nothing -> feed.leave(reader));
        response.exceptionHandler(failure -> feed.leave(reader));
        feed.join(reader);
    }

    private static int lastEvent(RoutingContext context) {
        var header = context.request().getHeader("Last-Event-ID");
        var value = header == null ? context.request().getParam("last_event_id") : header;
        if (value == null || value.isBlank()) {
            return 0;
        }
        if (!value.strip().matches("[0-9]{1,9}")) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "Last-Event-ID is the id of an event of this stream: a number");
        }
        return Integer.parseInt(value.strip());
    }
}
