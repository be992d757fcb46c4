package io.trestle.clientapi.compatibility;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.trestle.clientapi.signature.Signature;
import io.trestle.clientapi.signature.SignatureInput;

/** Everything in which two signatures differ. */
final class SignatureDifference {

    private final Signature before;
    private final Signature after;
    private final List<Change> changes = new ArrayList<>();

    SignatureDifference(Signature before, Signature after) {
        this.before = before;
        this.after = after;
    }

    List<Change> changes() {
        var old = byName(before);
        var present = byName(after);
        old.forEach((name, input) -> {
            var successor = present.get(name);
            if (successor == null) {
                changes.add(new Change(Level.MAJOR, name, "removed", "'" + name + "' is gone; a worker ignores a value for it"));
            } else {
                changes.addAll(new InputDifference(input, successor).changes());
            }
        });
        present.forEach((name, input) -> {
            if (!old.containsKey(name)) {
                changes.add(added(input));
            }
        });
        order(List.copyOf(old.keySet()), List.copyOf(present.keySet()));
        output();
        return changes;
    }

    private static Change added(SignatureInput input) {
        return input.required()
                ? new Change(Level.MAJOR, input.name(), "added", "'" + input.name() + "' is new, and must be given")
                : new Change(Level.MINOR, input.name(), "added", "'" + input.name() + "' is new, and may be omitted");
    }

    private void order(List<String> old, List<String> present) {
        var kept = present.stream().filter(old::contains).toList();
        if (!kept.equals(old.stream().filter(present::contains).toList())) {
            changes.add(new Change(Level.PATCH, null, "order", "The inputs stand in another order"));
        }
    }

    private void output() {
        if (!before.output().equals(after.output())) {
            changes.add(new Change(Level.MAJOR, null, "output",
                    "The output is " + after.output().text() + ", and was " + before.output().text()));
        }
    }

    private static Map<String, SignatureInput> byName(Signature signature) {
        var inputs = new LinkedHashMap<String, SignatureInput>();
        signature.inputs().forEach(input -> inputs.put(input.name(), input));
        return inputs;
    }
}
