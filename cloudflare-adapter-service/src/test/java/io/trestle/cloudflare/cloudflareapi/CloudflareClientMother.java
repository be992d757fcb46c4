package io.trestle.cloudflare.cloudflareapi;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trestle.cloudflare.cloudflareapi.limit.CallBudget;
import io.trestle.cloudflare.cloudflareapi.limit.CallPriority;
import io.trestle.cloudflare.cloudflareapi.limit.Circuit;
import io.vertx.core.Vertx;

/** Clients and configurations for tests. All credentials are synthetic. */
public final class CloudflareClientMother {

    public static final String ACCOUNT = "0123456789abcdef0123456789abcdef";
    public static final String ZONE = "fedcba9876543210fedcba9876543210";
    public static final String ZONE_NAME = "example.org";
    public static final String API_TOKEN = "synthetic-account-token";
    public static final String DNS_TOKEN = "synthetic-zone-token";

    private CloudflareClientMother() {
    }

    public static CloudflareConfig config(URI base, Duration callTimeout) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(CloudflareConfig.class)
                .withDefaultValues(Map.of(
                        "trestle.cloudflare.api-url", base.toString(),
                        "trestle.cloudflare.api-token", API_TOKEN,
                        "trestle.cloudflare.dns-api-token", DNS_TOKEN,
                        "trestle.cloudflare.account-id", ACCOUNT,
                        "trestle.cloudflare.zone-id", ZONE,
                        "trestle.cloudflare.zone-name", ZONE_NAME,
                        "trestle.cloudflare.call-timeout", callTimeout.toMillis() + "ms"))
                .build().getConfigMapping(CloudflareConfig.class);
    }

    public static CloudflareClient client(Vertx vertx, CloudflareConfig config, CallBudget budget) {
        return new CloudflareClient(new CloudflareRestClient(vertx, config), config, budget,
                Circuit.of(config, Clock.systemUTC(), new SimpleMeterRegistry()), CallPriority.USER, Clock.systemUTC(),
                new SimpleMeterRegistry());
    }
}
