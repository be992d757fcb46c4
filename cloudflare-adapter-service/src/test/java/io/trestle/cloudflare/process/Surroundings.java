package io.trestle.cloudflare.process;

import java.util.HashMap;
import java.util.Map;

import io.trestle.cloudflare.CloudflareByHand;
import io.trestle.cloudflare.CloudflareTestResource;
import io.trestle.cloudflare.TokenIssuer;
import io.trestle.cloudflare.TunnelTopics;
import io.trestle.engines.TestEnvironment;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.CloudflareSimulatorConfig;
import io.trestle.simulators.cloudflare.api.CloudflareLimits;

/** Database, broker, Cloudflare and issuer for processes of the service. */
final class Surroundings implements AutoCloseable {

    final TestEnvironment environment = TestEnvironment.create();
    final CloudflareSimulator simulator = CloudflareSimulator.start(
            CloudflareSimulatorConfig.defaults().withLimits(CloudflareLimits.freePlan().withoutRequestLimit()));
    final CloudflareByHand byHand = new CloudflareByHand(simulator);
    final TokenIssuer issuer = new TokenIssuer();
    final TunnelTopics topics = new TunnelTopics(environment.bootstrapServers(), environment.topicPrefix());

    /** @param more names and values, one after the other; they override */
    Map<String, String> configuration(CallGate gate, String... more) {
        var configuration = new HashMap<>(environment.configuration());
        configuration.putAll(CloudflareTestResource.configuration(simulator));
        configuration.put("trestle.cloudflare.api-url", gate.baseUrl());
        configuration.put("trestle.auth.jwks-url", issuer.url());
        configuration.put("trestle.cloudflare.sweep.enabled", "false");
        // The shortest that the broker allows: so long the partitions of a process that was killed wait for another one.
        configuration.put("mp.messaging.connector.smallrye-kafka.session.timeout.ms", "6000");
        configuration.put("mp.messaging.connector.smallrye-kafka.heartbeat.interval.ms", "1000");
        for (var i = 0; i < more.length; i += 2) {
            configuration.put(more[i], more[i + 1]);
        }
        return configuration;
    }

    @Override
    public void close() {
        topics.close();
        issuer.close();
        simulator.close();
        environment.close();
    }
}
