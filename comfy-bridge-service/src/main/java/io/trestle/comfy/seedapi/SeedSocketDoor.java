package io.trestle.comfy.seedapi;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Before the socket: what is wrong is said in HTTP, in the shape of this surface. */
@ApplicationScoped
class SeedSocketDoor {

    private final IdentityVerifier identity;
    private final SeedSessions sessions;

    SeedSocketDoor(IdentityVerifier identity, SeedSessions sessions) {
        this.identity = identity;
        this.sessions = sessions;
    }

    void install(@Observes Router router) {
        router.get("/ws").order(-1).handler(this::check);
    }

    private void check(RoutingContext context) {
        var clientId = context.request().getParam("clientId");
        if (clientId == null || clientId.isBlank()) {
            context.fail(new ProblemException(ProblemType.VALIDATION_FAILED,
                    "clientId is required and must be and str, but got <class 'NoneType'>"));
            return;
        }
        if (sessions.isDraining()) {
            context.fail(
                    new ProblemException(ProblemType.UNAVAILABLE, "The service is about to restart").retryAfter(Duration.ofSeconds(5)));
            return;
        }
        identity.verify(context.request().headers()).subscribe().with(who -> context.next(), context::fail);
    }
}
