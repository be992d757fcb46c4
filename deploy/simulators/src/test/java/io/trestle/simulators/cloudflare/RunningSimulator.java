package io.trestle.simulators.cloudflare;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.trestle.simulators.cloudflare.api.CloudflareLimits;

/** One simulator for a test class; each test finds an empty account, an empty journal and no faults. */
final class RunningSimulator implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private final CloudflareSimulatorConfig config;
    private CloudflareSimulator simulator;

    private RunningSimulator(CloudflareSimulatorConfig config) {
        this.config = config;
    }

    static RunningSimulator withDefaults() {
        return with(CloudflareSimulatorConfig.defaults().withLimits(CloudflareLimits.freePlan().withoutRequestLimit()));
    }

    static RunningSimulator with(CloudflareSimulatorConfig config) {
        return new RunningSimulator(config);
    }

    CloudflareSimulator get() {
        return simulator;
    }

    ApiClient tunnels() {
        return ApiClient.ofTunnels(simulator);
    }

    ApiClient dns() {
        return ApiClient.ofDns(simulator);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (simulator == null) {
            simulator = CloudflareSimulator.start(config);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        simulator.state().reset();
        simulator.journal().clear();
        simulator.faults().clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() == null) {
            simulator.close();
        }
    }
}
