package io.trestle.cloudflare.cloudflareapi;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/** Builds the client that user requests go through. */
@ApplicationScoped
class CloudflareClientProducer {

    @Produces
    @Singleton
    CloudflareClient client(Vertx vertx, CloudflareConfig config, CallBudget budget, Clock clock, MeterRegistry meters) {
        return new CloudflareClient(new CloudflareRestClient(vertx, config), config, budget, CallPriority.USER, clock, meters);
    }
}
