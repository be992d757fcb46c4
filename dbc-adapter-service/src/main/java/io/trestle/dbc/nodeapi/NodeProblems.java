package io.trestle.dbc.nodeapi;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.model.compute.VmFailure;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** What a caller is told where the node does not do what was asked for. */
public final class NodeProblems {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private NodeProblems() {
    }

    /** The message of an accepted call; all else ends the request with a problem. */
    public static JsonNode accepted(NodeReply reply) {
        if (reply instanceof NodeReply.Accepted accepted) {
            return accepted.message();
        }
        if (reply instanceof NodeReply.Refused refused) {
            throw new ProblemException(type(refused.reason()), "The node refused: " + refused.words()).with("errcode", refused.code())
                    .with("message", refused.words());
        }
        if (reply instanceof NodeReply.NotSent notSent) {
            throw new ProblemException(ProblemType.NODE_UNAVAILABLE, "The node cannot be reached: " + notSent.words()).retryAfter(RETRY);
        }
        throw new ProblemException(ProblemType.UPSTREAM_TIMEOUT,
                "The node gave no clear answer, and may have acted: " + ((NodeReply.Uncertain) reply).words());
    }

    static ProblemType type(VmFailure reason) {
        return switch (reason) {
            case NOT_AUTHORIZED -> ProblemType.NODE_CREDENTIAL_REFUSED;
            case RENTAL_EXPIRED -> ProblemType.RENTAL_EXPIRED;
            case CAPACITY_EXHAUSTED -> ProblemType.NODE_CAPACITY_EXHAUSTED;
            case PORT_TAKEN -> ProblemType.PORT_TAKEN;
            case IMAGE_UNAVAILABLE -> ProblemType.IMAGE_NOT_FOUND;
            case WRONG_STATE -> ProblemType.VM_STATE_CONFLICT;
            case NOT_FOUND -> ProblemType.NOT_FOUND;
            case NODE_UNAVAILABLE -> ProblemType.NODE_UNAVAILABLE;
            case INVALID_REQUEST, NODE_FAILED, OTHER -> ProblemType.NODE_REFUSED;
        };
    }
}
