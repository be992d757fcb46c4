package io.trestle.clientapi.tunnel;

import java.util.Locale;

import io.trestle.model.problem.ProblemType;
import io.trestle.model.tunnel.TunnelFailure;

/** The codes of what can go wrong with a tunnel, and the problem that each one is to a caller. */
final class FailureReason {

    /** The adapter's credential could not be opened with our key; asking again gets another one. */
    static final String CREDENTIAL_UNREADABLE = "credential_unreadable";

    private FailureReason() {
    }

    static String of(TunnelFailure failure) {
        return failure.name().toLowerCase(Locale.ROOT);
    }

    static ProblemType problemType(String reason) {
        return switch (reason) {
            case "name_taken" -> ProblemType.NAME_TAKEN;
            case "hostname_taken" -> ProblemType.HOSTNAME_TAKEN;
            case "superseded", "not_found" -> ProblemType.CONFLICT;
            default -> ProblemType.TUNNEL_PROVISIONING_FAILED;
        };
    }
}
