package io.trestle.runtime;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.ext.web.Router;

/** Routes beside JAX-RS, as a proxy or an event stream has them. */
@Singleton
class SampleRoutes {

    void install(@Observes Router router) {
        router.get("/routes/ok").handler(context -> context.response().end("ok"));
        router.get("/routes/bug").handler(context -> {
            throw SampleFailures.of("bug");
        });
        router.get("/routes/half").handler(context -> {
            context.response().setChunked(true).write("half");
            context.fail(SampleFailures.of("bug"));
        });
        router.get("/routes/teapot").handler(context -> context.fail(418));
        router.get("/routes/large").handler(context -> context.fail(413));
    }
}
