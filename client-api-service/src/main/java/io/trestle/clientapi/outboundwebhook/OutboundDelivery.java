package io.trestle.clientapi.outboundwebhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.PredictionDocuments;
import io.trestle.clientapi.outboundwebhook.OutboundRows.State;
import io.trestle.clientapi.outboundwebhook.OutboundRows.Webhook;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;
import io.trestle.runtime.outbound.GuardedHttpClient;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.outbound.OutboundRequest;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** Sends what is due. The body is the prediction as it is at that moment, so that a late repetition never tells old news. */
@ApplicationScoped
class OutboundDelivery {

    static final LeasedTable TABLE = new LeasedTable("outbound_webhook", "id", "outbound_webhook");
    private static final long LONGEST_ANSWER = 64 * 1024;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

    private final OutboundRows rows;
    private final OutboundSecrets secrets;
    private final PredictionDocuments documents;
    private final GuardedHttpClient http;
    private final OutboundWebhookConfig config;
    private final Clock clock;

    OutboundDelivery(OutboundRows rows, OutboundSecrets secrets, PredictionDocuments documents, GuardedHttpClient http,
            OutboundWebhookConfig config, Clock clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.documents = documents;
        this.http = http;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started, LeaseWorkers workers) {
        workers.start(TABLE, config.concurrency(), config.lease(), this::work);
    }

    private Uni<LeaseOutcome> work(Lease lease) {
        return rows.find(lease.id()).chain(webhook -> {
            if (webhook == null || webhook.state() != State.PENDING) {
                return Uni.createFrom().item(LeaseOutcome.done());
            }
            return documents.find(webhook.prediction()).chain(found -> found == null
                    ? Uni.createFrom().item(LeaseOutcome.done())
                    : attempt(lease, webhook, found.document().toString()));
        });
    }

    private Uni<LeaseOutcome> attempt(Lease lease, Webhook webhook, String body) {
        var at = clock.instant();
        return secrets.inUse(webhook.tenant())
                .map(inUse -> new OutboundRequest(HttpMethod.POST, webhook.url(), Map.of("Content-Type", "application/json",
                        "User-Agent", "trestle-webhooks/1", "webhook-id", webhook.id(), "webhook-timestamp", "" + at.getEpochSecond(),
                        "webhook-signature", StandardSignature.of(inUse, webhook.id(), at, body)), Buffer.buffer(body)))
                .chain(request -> http.send(request, OutboundPolicy.DEFAULT.timeout(config.timeout()).maxBytes(LONGEST_ANSWER)))
                .map(answer -> Result.of(answer.status(), answer.headers().get("Retry-After")))
                .onFailure(ProblemException.class).recoverWithItem(failure -> Result.of((ProblemException) failure))
                .chain(result -> conclude(lease, webhook, at, result));
    }

    private Uni<LeaseOutcome> conclude(Lease lease, Webhook webhook, Instant at, Result result) {
        var exhausted = webhook.tries() >= config.schedule().size();
        var state = result.delivered() ? State.DELIVERED : result.hopeless() || exhausted ? State.GIVEN_UP : State.PENDING;
        var outcome = state == State.PENDING ? LeaseOutcome.retryAfter(pause(webhook, result)) : LeaseOutcome.done();
        return rows.tried(lease, state, at.atOffset(ZoneOffset.UTC), Duration.between(at, clock.instant()), result.status(), result.error())
                .replaceWith(outcome);
    }

    private Duration pause(Webhook webhook, Result result) {
        var usual = config.schedule().get(webhook.tries());
        var asked = result.retryAfter();
        return asked == null || asked.compareTo(usual) < 0 ? usual : asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    /**
     * How one request ended.
     *
     * @param hopeless the receiver wants no more (410), or its address may not be called
     */
    private record Result(@Nullable Integer status, @Nullable String error, boolean hopeless, @Nullable Duration retryAfter) {

        static Result of(int status, @Nullable String retryAfter) {
            var error = status >= 200 && status < 300 ? null : "The receiver answered " + status;
            var pause = retryAfter != null && retryAfter.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(retryAfter)) : null;
            return new Result(status, error, status == 410, pause);
        }

        static Result of(ProblemException failure) {
            return new Result(null, failure.detail(), failure.type() == ProblemType.ADDRESS_REFUSED, null);
        }

        boolean delivered() {
            return error == null;
        }
    }
}
