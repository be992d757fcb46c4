package io.trestle.clientapi.prediction;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.signature.CogType;
import io.trestle.clientapi.signature.InputProblem;
import io.trestle.clientapi.signature.Signature;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Input by cog's rules (facts, a4): what the signature does not know is dropped without a word, everything else must fit. */
final class InputCheck {

    private static final String MASK = "**********";

    private InputCheck() {
    }

    /** @throws ProblemException {@code PREDICTION_INPUT_INVALID}, with all problems in cog's shape as {@code detail} */
    static ObjectNode checked(Signature signature, ObjectNode input) {
        var problems = new ArrayList<InputProblem>();
        var checked = JsonNodeFactory.instance.objectNode();
        for (var declared : signature.inputs()) {
            var value = input.get(declared.name());
            var problem = value == null ? InputProblem.ofMissing(declared) : InputProblem.of(declared, value);
            if (problem != null) {
                problems.add(problem);
            } else if (value != null) {
                checked.set(declared.name(), value);
            }
        }
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        return checked;
    }

    /** @return the input as it may be shown, or the same object where nothing in it is secret */
    static ObjectNode masked(Signature signature, ObjectNode checked) {
        var secrets = signature.inputs().stream()
                .filter(input -> input.type().required() == CogType.Scalar.SECRET && checked.path(input.name()).isTextual()).toList();
        if (secrets.isEmpty()) {
            return checked;
        }
        var masked = checked.deepCopy();
        secrets.forEach(secret -> masked.put(secret.name(), MASK));
        return masked;
    }

    static ProblemException invalid(List<InputProblem> problems) {
        var first = problems.get(0);
        var name = first.loc().get(first.loc().size() - 1);
        var more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        return new ProblemException(ProblemType.PREDICTION_INPUT_INVALID, "Input '" + name + "': " + first.msg() + more)
                .with("detail", problems);
    }
}
