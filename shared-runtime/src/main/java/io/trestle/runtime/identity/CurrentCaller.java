package io.trestle.runtime.identity;

import jakarta.enterprise.context.RequestScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** The caller of the current request. */
@RequestScoped
public class CurrentCaller {

    private @Nullable Caller caller;

    /** @throws ProblemException {@code UNAUTHENTICATED} on an {@link Anonymous} resource that was called without credentials */
    public Caller get() {
        if (caller == null) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "This needs credentials");
        }
        return caller;
    }

    void set(Caller caller) {
        this.caller = caller;
    }
}
