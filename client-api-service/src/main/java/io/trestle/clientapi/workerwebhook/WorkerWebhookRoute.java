package io.trestle.clientapi.workerwebhook;

import java.time.Clock;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.Delivery;
import io.trestle.clientapi.ledger.Ledger;
import io.trestle.clientapi.ledger.LedgerEntry;
import io.trestle.clientapi.ledger.Verdict;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemAnswers;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /pc/client-api/webhook/prediction}: answers exactly 200 when the report is committed, whatever became of it, since old workers
 * take any other status for a failure. A plain route: JAX-RS would take a third of the time that a delivery may cost.
 */
@Singleton
class WorkerWebhookRoute {

    static final String PATH = "/pc/client-api/webhook/prediction";

    private final IdentityVerifier identity;
    private final WebhookBody body;
    private final WebhookReader reader = new WebhookReader();
    private final Ledger ledger;
    private final ProblemAnswers answers;
    private final Clock clock;

    @Inject
    WorkerWebhookRoute(IdentityVerifier identity, WebhookBody body, Ledger ledger, ProblemAnswers answers, Clock clock) {
        this.identity = identity;
        this.body = body;
        this.ledger = ledger;
        this.answers = answers;
        this.clock = clock;
    }

    void install(@Observes Router router) {
        router.route(PATH).handler(this::handle);
        router.route(PATH + "/").handler(this::handle);
    }

    private void handle(RoutingContext context) {
        var request = context.request().pause();
        if (request.method() != HttpMethod.POST) {
            answers.send(context, new NotAllowedException("POST"));
            return;
        }
        Uni.createFrom().deferred(() -> identity.verify(request.headers()))
                .chain(caller -> body.read(context).chain(bytes -> take(context, caller.tenant(), bytes)))
                .subscribe().with(answer -> answer(context, answer), failure -> answers.send(context, failure));
    }

    private Uni<Buffer> take(RoutingContext context, String tenant, Buffer bytes) {
        var reading = reader.read(bytes.getBytes());
        var delivery = new Delivery(WebhookBody.sha256(bytes), bytes, WebhookHeaders.of(context.request().headers()), clock.instant(),
                reading.problem());
        return ledger.write(new LedgerEntry(tenant, reading.predictionId(), reading.report(), delivery)).map(verdict -> {
            if (reading.malformed()) {
                throw new ProblemException(ProblemType.MALFORMED_JSON, String.valueOf(reading.problem()));
            }
            return answer(reading.predictionId(), verdict);
        });
    }

    private static Buffer answer(String id, Verdict verdict) {
        return new JsonObject().put("httpStatus", 200)
                .put("data", new JsonObject().put("id", id.isEmpty() ? null : id).put("verdict", verdict.json())).toBuffer();
    }

    private static void answer(RoutingContext context, Buffer answer) {
        context.response().setStatusCode(200).putHeader("Content-Type", "application/json").end(answer);
    }
}
