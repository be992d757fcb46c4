package io.trestle.clientapi.signature;

import java.util.List;

/** A signature that no worker can have. */
public final class InvalidSignatureException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> violations;

    InvalidSignatureException(List<Finding> violations) {
        super(violations.get(0).message(), null, false, false);
        this.violations = List.copyOf(violations);
    }

    /** At least one. */
    public List<Finding> violations() {
        return violations;
    }
}
