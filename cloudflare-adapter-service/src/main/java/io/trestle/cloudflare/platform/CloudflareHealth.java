package io.trestle.cloudflare.platform;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.trestle.cloudflare.cloudflareapi.limit.Circuit;

/** Says whether Cloudflare answers. It is never down for that: the service answers what it knows, and takes commands that wait. */
@Readiness
@ApplicationScoped
class CloudflareHealth implements HealthCheck {

    private final Circuit circuit;

    CloudflareHealth(Circuit circuit) {
        this.circuit = circuit;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("cloudflare").up().withData("circuit", circuit.state().name()).build();
    }
}
