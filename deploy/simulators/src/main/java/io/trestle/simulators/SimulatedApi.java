package io.trestle.simulators;

import java.time.Duration;
import java.util.List;

import io.vertx.core.Future;

/** An upstream's HTTP API. {@link FaultGate} stands before it and spoils what the fault script says. */
public interface SimulatedApi {

    /** What the API's written contract has against the request; empty for nothing. */
    List<String> violations(SimulatedRequest request);

    /** Carries the request out, at once, and says what the upstream answers. */
    HttpAnswer answer(SimulatedRequest request);

    /** What the upstream answers when it throttles, {@code retry-after} included. */
    HttpAnswer tooManyRequests(Duration retryAfter);

    /** Adds what is on every answer of this upstream, error pages of its proxies included. */
    HttpAnswer decorate(HttpAnswer answer);

    /** Completes when all that was carried out so far survives a kill -9. No answer leaves before. */
    Future<Void> settled();

    /** Who calls, by role, for the journal. */
    String callerOf(SimulatedRequest request);

    /** The body for the journal: short, and without secrets. */
    String bodyForJournal(SimulatedRequest request);
}
