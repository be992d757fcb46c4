package io.trestle.simulators;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/** Takes every request to an API, writes it into the journal, and lets the fault script have its way with it. */
public final class FaultGate implements Handler<RoutingContext> {

    private final Vertx vertx;
    private final SimulatedApi api;
    private final FaultScript script;
    private final Journal journal;
    private final Clock clock;

    public FaultGate(Vertx vertx, SimulatedApi api, FaultScript script, Journal journal, Clock clock) {
        this.vertx = vertx;
        this.api = api;
        this.script = script;
        this.journal = journal;
        this.clock = clock;
    }

    /** Behind a body handler. */
    @Override
    public void handle(RoutingContext context) {
        var plain = SimulatedRequest.of(context.request(), context.body().buffer());
        var request = plain.withViolations(api.violations(plain));
        var fault = script.next(request.method(), request.path());
        var visit = new Visit(context.request(), request, journal.open(entry(request, fault)));
        outcome(visit, fault).onFailure(context::fail);
    }

    private JournalEntry entry(SimulatedRequest request, @Nullable Fault fault) {
        return new JournalEntry(0, clock.instant(), request.method(), request.path(), request.query(), api.bodyForJournal(request),
                api.callerOf(request), fault == null ? null : fault.kind() + " " + fault.timing(), 0, 0, request.violations());
    }

    private Future<?> outcome(Visit visit, @Nullable Fault fault) {
        if (fault == null) {
            return carryOut(visit).onSuccess(answer -> send(visit, answer));
        }
        if (fault.kind() == FaultKind.LIST_LAG) {
            return carryOut(visit.withListLag(fault.delay())).onSuccess(answer -> send(visit, answer));
        }
        if (fault.timing() == Fault.Timing.AFTER_EFFECT) {
            return carryOut(visit).compose(answer -> pause(fault.delay()).map(answer)).onSuccess(answer -> deliver(visit, fault, answer));
        }
        if (fault.kind().needsAnswer()) {
            return pause(fault.delay()).compose(none -> carryOut(visit)).onSuccess(answer -> deliver(visit, fault, answer));
        }
        return pause(fault.delay()).onSuccess(none -> withhold(visit, fault));
    }

    private Future<HttpAnswer> carryOut(Visit visit) {
        var answer = api.answer(visit.request);
        journal.update(visit.number, JournalEntry::carriedOutOnceMore);
        return api.settled().map(answer);
    }

    private Future<Void> pause(Duration duration) {
        return duration.isZero() ? Future.succeededFuture() : vertx.timer(duration.toMillis()).mapEmpty();
    }

    private void deliver(Visit visit, Fault fault, HttpAnswer answer) {
        switch (fault.kind()) {
            case DELAY, LIST_LAG -> send(visit, answer);
            case DUPLICATE_DELIVERY -> carryOut(visit).onSuccess(second -> send(visit, second));
            case TRUNCATED_JSON -> send(visit, answer.withBody(firstHalf(answer)));
            case CUT_BODY -> cut(visit, answer);
            case RESET, HANG, ERROR_PAGE, EMPTY_BODY, TOO_MANY_REQUESTS -> withhold(visit, fault);
        }
    }

    private void withhold(Visit visit, Fault fault) {
        switch (fault.kind()) {
            case RESET -> reset(visit.http);
            case ERROR_PAGE -> send(visit, HttpAnswer.html(fault.status(), errorPage(fault.status())));
            case EMPTY_BODY -> send(visit, HttpAnswer.html(fault.status(), ""));
            case TOO_MANY_REQUESTS -> send(visit, api.tooManyRequests(fault.retryAfter()));
            default -> {
                // HANG: nobody will ever answer.
            }
        }
    }

    private void send(Visit visit, HttpAnswer answer) {
        journal.update(visit.number, entry -> entry.answered(answer.status()));
        // A caller that gave up waiting has closed the connection; what its request changed stays changed.
        if (!visit.http.response().closed()) {
            prepare(visit, answer).end(answer.body());
        }
    }

    private void cut(Visit visit, HttpAnswer answer) {
        prepare(visit, answer).putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(answer.body().length())).write(firstHalf(answer))
                .onComplete(written -> reset(visit.http));
    }

    private HttpServerResponse prepare(Visit visit, HttpAnswer answer) {
        var response = visit.http.response().setStatusCode(answer.status());
        api.decorate(answer).headers().forEach(response::putHeader);
        return response;
    }

    private static Buffer firstHalf(HttpAnswer answer) {
        return answer.body().slice(0, answer.body().length() / 2);
    }

    /** Without lingering, closing sends RST instead of FIN. Vert.x offers the option only for a whole server, hence its internal type. */
    private static void reset(HttpServerRequest request) {
        var connection = (ConnectionBase) request.connection();
        connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        connection.close();
    }

    private static String errorPage(int status) {
        return String.format(Locale.ROOT, """
                <!DOCTYPE html>
                <html lang="en"><head><title>Error %1$d</title></head>
                <body><h1>Error %1$d</h1><p>The web server reported a bad gateway error.</p></body></html>
                """, status);
    }

    /** A request with its connection and its number in the journal. */
    private record Visit(HttpServerRequest http, SimulatedRequest request, long number) {

        Visit withListLag(Duration lag) {
            return new Visit(http, request.withListLag(lag), number);
        }
    }
}
