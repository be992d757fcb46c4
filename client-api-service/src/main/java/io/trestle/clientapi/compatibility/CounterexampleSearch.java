package io.trestle.clientapi.compatibility;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.signature.InputProblem;
import io.trestle.clientapi.signature.Signature;
import io.trestle.clientapi.signature.SignatureInput;

/** Looks for an input that the old signature accepts and the new one does not, among values near the limits of both. */
final class CounterexampleSearch {

    private final Signature before;
    private final Signature after;

    CounterexampleSearch(Signature before, Signature after) {
        this.before = before;
        this.after = after;
    }

    /** @return null where none of the tried values proves the change */
    @Nullable
    Counterexample find(List<Change> changes) {
        for (var change : changes) {
            if (change.level() == Level.MAJOR && change.input() != null) {
                var found = find(change.input());
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Counterexample find(String name) {
        var old = named(before, name);
        var present = named(after, name);
        var base = acceptedWithout(name);
        if (base == null) {
            return null;
        }
        if (present == null) {
            return old == null ? null : ignored(base, old);
        }
        var missing = old == null || !old.required() ? InputProblem.ofMissing(present) : null;
        if (missing != null) {
            return new Counterexample(base, "'" + name + "': " + missing.msg());
        }
        return old == null ? null : refused(base, old, present);
    }

    private static @Nullable Counterexample refused(ObjectNode base, SignatureInput old, SignatureInput present) {
        return SampleValues.near(old, present)
                .filter(value -> isAccepted(old, value))
                .map(value -> against(base, present, value))
                .filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static @Nullable Counterexample against(ObjectNode base, SignatureInput present, JsonNode value) {
        var problem = InputProblem.of(present, value);
        return problem == null ? null : new Counterexample(base.set(present.name(), value), "'" + present.name() + "': " + problem.msg());
    }

    private static @Nullable Counterexample ignored(ObjectNode base, SignatureInput old) {
        var value = accepted(old, old);
        return value == null ? null : new Counterexample(base.set(old.name(), value), "'" + old.name() + "': a worker ignores it");
    }

    /** The smallest input that the old signature accepts, one input left out; acceptable to the new one too, as far as that is possible. */
    private @Nullable ObjectNode acceptedWithout(String name) {
        var input = JsonNodeFactory.instance.objectNode();
        for (var each : before.inputs()) {
            if (each.required() && !each.name().equals(name)) {
                var successor = named(after, each.name());
                var value = accepted(each, successor == null ? each : successor);
                if (value == null) {
                    return null;
                }
                input.set(each.name(), value);
            }
        }
        return input;
    }

    private static @Nullable JsonNode accepted(SignatureInput old, SignatureInput present) {
        return SampleValues.near(old, present).filter(value -> isAccepted(old, value) && isAccepted(present, value)).findFirst()
                .or(() -> SampleValues.near(old, present).filter(value -> isAccepted(old, value)).findFirst())
                .orElse(null);
    }

    private static boolean isAccepted(SignatureInput input, JsonNode value) {
        return InputProblem.of(input, value) == null;
    }

    private static @Nullable SignatureInput named(Signature signature, String name) {
        return signature.inputs().stream().filter(input -> input.name().equals(name)).findFirst().orElse(null);
    }
}
