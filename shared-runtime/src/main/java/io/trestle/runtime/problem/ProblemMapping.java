package io.trestle.runtime.problem;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;

import org.jboss.logging.Logger;

import io.trestle.model.problem.ProblemType;

/** What each failure means to the caller. What is not known here is a bug: 500. */
@ApplicationScoped
class ProblemMapping {

    private static final Logger LOG = Logger.getLogger(ProblemMapping.class);

    Problem map(Throwable failure, String path) {
        if (failure instanceof ProblemException problem) {
            return new Problem(problem.type(), problem.detail(), path, problem.members(), problem.retryAfter());
        }
        if (failure instanceof WebApplicationException web) {
            return ofStatus(web.getResponse().getStatus(), path);
        }
        LOG.error("Request failed", failure);
        return new Problem(ProblemType.INTERNAL, "Something went wrong on our side", path, Map.of(), null);
    }

    Problem ofStatus(int status, String path) {
        for (var type : ProblemType.values()) {
            if (type.status() == status) {
                return new Problem(type, type.title(), path, Map.of(), null);
            }
        }
        return new Problem(ProblemType.INTERNAL, "Something went wrong on our side", path, Map.of(), null);
    }
}
