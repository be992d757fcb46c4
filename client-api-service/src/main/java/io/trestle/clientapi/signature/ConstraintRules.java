package io.trestle.clientapi.signature;

import java.util.HashSet;

/** Whether the constraints of one input can hold together. */
final class ConstraintRules {

    private final String path;
    private final SignatureInput input;
    private final Findings findings;

    ConstraintRules(String path, SignatureInput input, Findings findings) {
        this.path = path;
        this.input = input;
        this.findings = findings;
    }

    void check() {
        bounds();
        lengths();
        choices();
    }

    private void bounds() {
        var ge = input.ge();
        var le = input.le();
        if (ge != null && le != null && ge.compareTo(le) > 0) {
            refuse("ge", "ge_above_le", "ge " + ge.toPlainString() + " of '" + input.name() + "' is above le " + le.toPlainString());
        }
    }

    private void lengths() {
        var min = input.minLength();
        var max = input.maxLength();
        if (min != null && min < 0 || max != null && max < 0) {
            refuse("min_length", "negative_length", "a length of '" + input.name() + "' is negative");
        }
        if (min != null && max != null && min > max) {
            refuse("min_length", "min_length_above_max_length",
                    "min_length " + min + " of '" + input.name() + "' is above max_length " + max);
        }
    }

    private void choices() {
        if (new HashSet<>(input.choices()).size() < input.choices().size()) {
            findings.warning(path + ".choices", input.name(), "duplicate", "'" + input.name() + "' has the same choice twice");
        }
    }

    private void refuse(String constraint, String rule, String message) {
        findings.violation(path + "." + constraint, input.name(), rule, message);
    }
}
