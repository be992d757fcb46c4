package io.trestle.dbc.vm;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.dbc.lifecycle.VmSpec;
import io.trestle.dbc.rules.AdditionalRules;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.dbc.rules.Violation;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.FieldError;
import io.trestle.runtime.problem.ProblemException;

/** The node's rules for what goes to it, as findings about the members of a request here. */
final class SpecRules {

    private static final String PREFIX = "additional.";

    private SpecRules() {
    }

    /** The spec with its custom ports in the node's own grammar; every text in it is harmless to the node. */
    static VmSpec checked(VmSpec spec, Profile profile) {
        var additional = spec.additional();
        // A port that is still to be chosen is checked when it is.
        List.of("ssh_port", "rdp_port", "vnc_port").forEach(name -> {
            if (additional.path(name).asText().equals("0")) {
                additional.remove(name);
            }
        });
        var checked = check(Operation.CREATE, additional, profile);
        var custom = new ArrayList<String>();
        checked.path("custom_port").forEach(item -> custom.add(item.asText()));
        return new VmSpec(spec.name(), spec.imageName(), spec.operatingSystem(), spec.biosMode(), spec.gpuCount(), spec.cpuCores(),
                spec.memoryGib(), spec.diskGib(), spec.loginPort(), spec.loginPortGiven(), spec.vncPort(), spec.vncPortGiven(), custom,
                spec.multicast());
    }

    /** What to send; fails with {@code VALIDATION_FAILED} that names each finding. */
    static ObjectNode check(Operation operation, ObjectNode additional, Profile profile) {
        var violations = new ArrayList<Violation>();
        var checked = AdditionalRules.of(profile).check(operation, additional, violations);
        if (!violations.isEmpty()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "The request breaks a rule of the node; errors names each").with(
                    "errors",
                    violations.stream().map(SpecRules::error).toList());
        }
        return checked;
    }

    private static FieldError error(Violation violation) {
        var path = violation.path();
        return new FieldError(path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "", violation.message());
    }
}
