package io.trestle.runtime.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.trestle.model.problem.ProblemType;

/**
 * Ends a request with a problem. The detail and the members reach the caller as they are; the cause reaches the log only, and where there is
 * one, the log gets the stack traces too.
 */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final String detail;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private @Nullable Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, null);
    }

    /** @param cause for the log only */
    public ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
        // Without a stack trace: refusals are normal, come in floods, and are told by their detail.
        super(type.slug() + ": " + detail, cause, true, cause != null);
        this.type = type;
        this.detail = detail;
    }

    /** Adds a member to the answer. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** Tells the caller when a retry may succeed. */
    public ProblemException retryAfter(Duration delay) {
        retryAfter = delay;
        return this;
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return detail;
    }

    public Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
