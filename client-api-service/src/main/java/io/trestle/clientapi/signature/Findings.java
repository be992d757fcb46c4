package io.trestle.clientapi.signature;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Collects what is found in one signature, up to the limit of one answer. */
final class Findings {

    private final List<Finding> violations = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final int limit;

    Findings(SignatureLimits limits) {
        this.limit = limits.maxFindings();
    }

    void violation(String path, @Nullable String input, String rule, String message) {
        add(violations, new Finding(path, input, rule, message));
    }

    void warning(String path, @Nullable String input, String rule, String message) {
        add(warnings, new Finding(path, input, rule, message));
    }

    private void add(List<Finding> to, Finding finding) {
        if (to.size() < limit) {
            to.add(finding);
        }
    }

    List<Finding> warnings() {
        return List.copyOf(warnings);
    }

    void refuseViolations() throws InvalidSignatureException {
        if (!violations.isEmpty()) {
            throw new InvalidSignatureException(violations);
        }
    }
}
