package io.trestle.clientapi.compatibility;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.trestle.clientapi.signature.CogType.Scalar;
import io.trestle.clientapi.signature.InputProblem;
import io.trestle.clientapi.signature.SignatureInput;

/** In what two versions of one input differ. */
final class InputDifference {

    private final SignatureInput before;
    private final SignatureInput after;
    private final List<Change> changes = new ArrayList<>();

    InputDifference(SignatureInput before, SignatureInput after) {
        this.before = before;
        this.after = after;
    }

    List<Change> changes() {
        type();
        need();
        values();
        words();
        return changes;
    }

    private void type() {
        if (!before.type().equals(after.type())) {
            var wider = TypeInclusion.includes(after.type(), before.type());
            note(wider ? Level.MINOR : Level.MAJOR, "type", "is " + after.type().text() + ", and was " + before.type().text());
        } else if (before.nullable() != after.nullable()) {
            note(after.nullable() ? Level.MINOR : Level.MAJOR, "nullable", after.nullable() ? "may be null" : "must not be null any more");
        }
    }

    private void need() {
        if (before.required() != after.required()) {
            note(after.required() ? Level.MAJOR : Level.MINOR, "required", after.required() ? "must be given now" : "may be omitted now");
        } else if (!Objects.equals(before.defaultValue(), after.defaultValue())) {
            note(Level.MINOR, "default", "has another default");
        }
    }

    /** Where an input has choices, they alone decide. */
    private void values() {
        if (!after.choices().isEmpty()) {
            newChoices();
        } else if (!before.choices().isEmpty()) {
            var refused = before.choices().stream().anyMatch(choice -> InputProblem.of(after, choice) != null);
            note(refused ? Level.MAJOR : Level.MINOR, "choices", "is no longer bound to choices");
        } else {
            bound("ge", whole(before.ge(), before, RoundingMode.CEILING), whole(after.ge(), after, RoundingMode.CEILING), 1);
            bound("le", whole(before.le(), before, RoundingMode.FLOOR), whole(after.le(), after, RoundingMode.FLOOR), -1);
            bound("min_length", length(before.minLength()), length(after.minLength()), 1);
            bound("max_length", decimal(before.maxLength()), decimal(after.maxLength()), -1);
            regex();
        }
    }

    private void newChoices() {
        var gone = new HashSet<>(before.choices());
        gone.removeAll(after.choices());
        if (before.choices().isEmpty()) {
            note(Level.MAJOR, "choices", "is bound to choices now");
        } else if (!gone.isEmpty()) {
            note(Level.MAJOR, "choices", "has lost choices: " + gone.iterator().next() + (gone.size() == 1 ? "" : " and others"));
        } else if (!new HashSet<>(before.choices()).containsAll(after.choices())) {
            note(Level.MINOR, "choices", "has more choices");
        } else if (!before.choices().equals(after.choices())) {
            note(Level.PATCH, "choices", "has its choices in another order");
        }
    }

    /** @param narrower 1 where a higher bound allows less, -1 where a lower one does */
    private void bound(String rule, @Nullable BigDecimal old, @Nullable BigDecimal present, int narrower) {
        if (old == null && present == null || old != null && present != null && old.compareTo(present) == 0) {
            return;
        }
        if (present == null) {
            note(Level.MINOR, rule, "has no " + rule + " any more");
        } else if (old == null) {
            note(Level.MAJOR, rule, "has " + rule + " " + present.toPlainString() + " now");
        } else {
            note(present.compareTo(old) == narrower ? Level.MAJOR : Level.MINOR, rule,
                    "has " + rule + " " + present.toPlainString() + ", and had " + old.toPlainString());
        }
    }

    private void regex() {
        if (!Objects.equals(before.regex(), after.regex())) {
            note(after.regex() == null ? Level.MINOR : Level.MAJOR, "regex",
                    after.regex() == null ? "matches no regex any more" : "must match another regex: " + after.regex());
        }
    }

    private void words() {
        if (!Objects.equals(before.description(), after.description())) {
            note(Level.PATCH, "description", "has another description");
        }
        if (before.deprecated() != after.deprecated()) {
            note(Level.PATCH, "deprecated", after.deprecated() ? "is deprecated" : "is no longer deprecated");
        }
        if (!Objects.equals(before.accept(), after.accept())) {
            note(Level.PATCH, "accept", "accepts other media types");
        }
    }

    private void note(Level level, String rule, String what) {
        changes.add(new Change(level, before.name(), rule, "'" + before.name() + "' " + what));
    }

    /** For integers, 0.5 as a lower bound is 1. */
    private static @Nullable BigDecimal whole(@Nullable BigDecimal bound, SignatureInput input, RoundingMode rounding) {
        return bound == null || input.type().required() != Scalar.INT ? bound : bound.setScale(0, rounding);
    }

    /** A shortest length of 0 is none. */
    private static @Nullable BigDecimal length(@Nullable Integer shortest) {
        return shortest == null || shortest == 0 ? null : BigDecimal.valueOf(shortest);
    }

    private static @Nullable BigDecimal decimal(@Nullable Integer value) {
        return value == null ? null : BigDecimal.valueOf(value);
    }
}
