package io.trestle.dbc.nodeapi;

import java.util.ArrayList;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.dbc.rules.AdditionalRules;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.dbc.rules.Violation;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.FieldError;
import io.trestle.runtime.problem.ProblemException;

/** The node's rules for what goes to it, as findings about the members of a request here. */
public final class RequestCheck {

    private static final String PREFIX = "additional.";

    private RequestCheck() {
    }

    /** What to send; fails with {@code VALIDATION_FAILED} that names each finding. */
    public static ObjectNode check(Operation operation, ObjectNode additional, Profile profile) {
        var violations = new ArrayList<Violation>();
        var checked = AdditionalRules.of(profile).check(operation, additional, violations);
        if (!violations.isEmpty()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "The request breaks a rule of the node; errors names each")
                    .with("errors", violations.stream().map(RequestCheck::error).toList());
        }
        return checked;
    }

    private static FieldError error(Violation violation) {
        var path = violation.path();
        return new FieldError(path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "", violation.message());
    }
}
