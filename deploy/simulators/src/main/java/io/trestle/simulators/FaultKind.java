package io.trestle.simulators;

/** What a scripted fault does to a request. {@link Fault#timing()} says whether the request takes effect first. */
public enum FaultKind {

    /** The right answer, {@link Fault#delay()} late. */
    DELAY(true),
    /** The connection is reset (TCP RST) without an answer. */
    RESET(false),
    /** No answer, ever; the connection stays open. */
    HANG(false),
    /** {@link Fault#status()} (default 502) with an HTML page, as a proxy in front of the API answers. */
    ERROR_PAGE(false),
    /** {@link Fault#status()} (default 502) with no body. */
    EMPTY_BODY(false),
    /** 429 with {@code retry-after} ({@link Fault#retryAfter()}, default 1 s) in the API's own error shape. */
    TOO_MANY_REQUESTS(false),
    /** The right status with the first half of the JSON; correct HTTP. Always after the effect. */
    TRUNCATED_JSON(true),
    /** The right status and length, but the connection is reset in the middle of the body. Always after the effect. */
    CUT_BODY(true),
    /** The request takes effect twice, and the caller gets the second answer, as behind a proxy that retries. */
    DUPLICATE_DELIVERY(true),
    /** What the request creates or deletes shows in lists only after {@link Fault#delay()}. */
    LIST_LAG(true);

    private final boolean needsAnswer;

    FaultKind(boolean needsAnswer) {
        this.needsAnswer = needsAnswer;
    }

    /** Whether the request is carried out in any case, because its answer is delivered, if spoilt. */
    boolean needsAnswer() {
        return needsAnswer;
    }
}
