package io.trestle.cloudflare.cloudflareapi;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.trestle.cloudflare.cloudflareapi.limit.CallBudget;
import io.trestle.cloudflare.cloudflareapi.limit.CallPriority;
import io.trestle.cloudflare.cloudflareapi.limit.Circuit;
import io.vertx.core.Vertx;

/** Builds the client that user requests go through. */
@ApplicationScoped
class CloudflareClientProducer {

    @Produces
    @Singleton
    CloudflareClient client(Vertx vertx, CloudflareConfig config, CallBudget budget, Circuit circuit, Clock clock,
            MeterRegistry meters) {
        return new CloudflareClient(new CloudflareRestClient(vertx, config), config, budget, circuit, CallPriority.USER, clock, meters);
    }

    @Produces
    @Singleton
    Circuit circuit(CloudflareConfig config, Clock clock, MeterRegistry meters) {
        return Circuit.of(config, clock, meters);
    }
}
