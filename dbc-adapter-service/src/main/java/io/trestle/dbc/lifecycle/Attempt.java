package io.trestle.dbc.lifecycle;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.compute.VmFailure;

/**
 * One creation request to the node. It is stored before it is sent, so that whoever comes after a crash knows of it.
 *
 * @param reason why it was refused, and {@code words} the node's own; else null
 */
public record Attempt(int loginPort, int vncPort, Instant sentAt, Result result, @Nullable VmFailure reason, @Nullable String words) {

    /** What became of it. */
    public enum Result {
        /** Stored and perhaps sent; nothing is known of an answer. */
        PENDING,
        /** No answer that says anything. */
        UNCERTAIN,
        /** It never left. */
        NOT_SENT, REFUSED, ACCEPTED
    }

    static Attempt begun(VmSpec spec, Instant now) {
        return new Attempt(spec.loginPort(), spec.vncPort(), now, Result.PENDING, null, null);
    }

    Attempt ended(Result how, @Nullable VmFailure why, @Nullable String said) {
        return new Attempt(loginPort, vncPort, sentAt, how, why, said);
    }

    boolean isUncertain() {
        return result == Result.PENDING || result == Result.UNCERTAIN;
    }

    /** The node may still act on it. */
    boolean isOpen(Instant now, Duration lateEffect) {
        return isUncertain() && sentAt.plus(lateEffect).isAfter(now);
    }
}
