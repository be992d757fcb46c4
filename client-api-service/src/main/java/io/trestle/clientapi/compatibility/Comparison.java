package io.trestle.clientapi.compatibility;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.trestle.clientapi.signature.Signature;

/**
 * A new signature against the one before it.
 *
 * @param level the highest level of the changes
 * @param changes the gravest first
 * @param counterexample for a major change, where one was found: a changed output has none, and two patterns can rarely be compared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comparison(Level level, List<Change> changes, @Nullable Counterexample counterexample) {

    /** Of a signature with itself. */
    public static Comparison none() {
        return new Comparison(Level.UNCHANGED, List.of(), null);
    }

    public static Comparison of(Signature before, Signature after) {
        var changes = new ArrayList<Change>(new SignatureDifference(before, after).changes());
        changes.sort(Comparator.comparing(Change::level).reversed());
        var level = changes.isEmpty() ? Level.UNCHANGED : changes.get(0).level();
        var counterexample = level == Level.MAJOR ? new CounterexampleSearch(before, after).find(changes) : null;
        return new Comparison(level, List.copyOf(changes), counterexample);
    }
}
