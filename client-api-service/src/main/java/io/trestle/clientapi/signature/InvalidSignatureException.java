package io.trestle.clientapi.signature;

import java.util.List;
import java.util.Set;

/** A signature that no worker can have. */
public final class InvalidSignatureException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Set<String> CONTRADICTIONS = Set.of("ge_above_le", "min_length_above_max_length", "negative_length");

    private final transient List<Finding> violations;

    InvalidSignatureException(List<Finding> violations) {
        super(violations.get(0).message(), null, false, false);
        this.violations = List.copyOf(violations);
    }

    /** Whether every part of the signature can be understood, and the parts contradict one another. */
    public boolean isImpossible() {
        return violations.stream()
                .allMatch(violation -> CONTRADICTIONS.contains(violation.rule()) || violation.rule().startsWith("default_"));
    }

    /** At least one. */
    public List<Finding> violations() {
        return violations;
    }
}
