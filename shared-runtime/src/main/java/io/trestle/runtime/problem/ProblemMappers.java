package io.trestle.runtime.problem;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.vertx.ext.web.RoutingContext;

/** What fails inside JAX-RS. */
@Singleton
class ProblemMappers {

    private final ProblemMapping mapping;
    private final ProblemAnswers answers;

    @Inject
    ProblemMappers(ProblemMapping mapping, ProblemAnswers answers) {
        this.mapping = mapping;
        this.answers = answers;
    }

    @ServerExceptionMapper(Throwable.class)
    Response map(Throwable failure, RoutingContext context) {
        return answers.render(mapping.map(failure, context.normalizedPath()));
    }
}
