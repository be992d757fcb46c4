package io.trestle.simulators.cloudflare;

import java.nio.file.Path;
import java.time.Clock;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.cloudflare.api.CloudflareAccount;
import io.trestle.simulators.cloudflare.api.CloudflareLimits;

/**
 * How a simulator is set up.
 *
 * @param port on 127.0.0.1; 0 picks a free one
 * @param strict whether a request that breaks the API's written contract is answered with 400 instead of being forgiven
 * @param credentialsOnCreate whether the answer to a tunnel's creation carries {@code credentials_file} and {@code token}: the
 *        real API does so, but no longer promises it
 * @param nestedValidationErrors whether DNS validation errors come as 1004 with an {@code error_chain}, or, as newer answers of the
 *        real API, with their own code on top
 * @param stateFile where the state survives the process, or null
 * @param clock of time stamps, lags and request budgets
 */
public record CloudflareSimulatorConfig(int port, CloudflareAccount account, CloudflareLimits limits, boolean strict,
        boolean credentialsOnCreate, boolean nestedValidationErrors, @Nullable Path stateFile, Clock clock) {

    /** A free port, the local account, the limits of a Free plan, strict, nothing kept. */
    public static CloudflareSimulatorConfig defaults() {
        return new CloudflareSimulatorConfig(0, CloudflareAccount.local(), CloudflareLimits.freePlan(), true, true, true, null,
                Clock.systemUTC());
    }

    public CloudflareSimulatorConfig withPort(int number) {
        return new CloudflareSimulatorConfig(number, account, limits, strict, credentialsOnCreate, nestedValidationErrors, stateFile,
                clock);
    }

    public CloudflareSimulatorConfig withAccount(CloudflareAccount other) {
        return new CloudflareSimulatorConfig(port, other, limits, strict, credentialsOnCreate, nestedValidationErrors, stateFile, clock);
    }

    public CloudflareSimulatorConfig withLimits(CloudflareLimits other) {
        return new CloudflareSimulatorConfig(port, account, other, strict, credentialsOnCreate, nestedValidationErrors, stateFile, clock);
    }

    public CloudflareSimulatorConfig lenient() {
        return new CloudflareSimulatorConfig(port, account, limits, false, credentialsOnCreate, nestedValidationErrors, stateFile, clock);
    }

    public CloudflareSimulatorConfig withoutCredentialsOnCreate() {
        return new CloudflareSimulatorConfig(port, account, limits, strict, false, nestedValidationErrors, stateFile, clock);
    }

    public CloudflareSimulatorConfig withFlatValidationErrors() {
        return new CloudflareSimulatorConfig(port, account, limits, strict, credentialsOnCreate, false, stateFile, clock);
    }

    public CloudflareSimulatorConfig withStateFile(Path file) {
        return new CloudflareSimulatorConfig(port, account, limits, strict, credentialsOnCreate, nestedValidationErrors, file, clock);
    }

    public CloudflareSimulatorConfig withClock(Clock other) {
        return new CloudflareSimulatorConfig(port, account, limits, strict, credentialsOnCreate, nestedValidationErrors, stateFile, other);
    }
}
