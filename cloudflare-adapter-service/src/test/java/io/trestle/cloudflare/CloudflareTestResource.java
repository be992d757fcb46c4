package io.trestle.cloudflare;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.CloudflareSimulatorConfig;
import io.trestle.simulators.cloudflare.api.CloudflareAccount;
import io.trestle.simulators.cloudflare.api.CloudflareLimits;

/** A simulated Cloudflare account for the service under test, and the configuration that leads to it. Fields of its type get it injected. */
public class CloudflareTestResource implements QuarkusTestResourceLifecycleManager {

    /** Base64 of 32 bytes; synthetic. */
    public static final String MASTER_KEY = "c3ludGhldGljIG1hc3RlciBrZXkgb2YgMzIgYnl0ZXM=";

    /** What the budget of the service under test counts from. */
    public static final int CALLS = 100_000;

    private CloudflareSimulator simulator;
    private TokenIssuer issuer;

    @Override
    public Map<String, String> start() {
        // Tests of the budget bring their own simulator; these must not run out of calls.
        simulator = CloudflareSimulator.start(
                CloudflareSimulatorConfig.defaults().withLimits(CloudflareLimits.freePlan().withoutRequestLimit()));
        issuer = new TokenIssuer();
        var configuration = configuration(simulator);
        configuration.put("trestle.auth.jwks-url", issuer.url());
        return configuration;
    }

    public static Map<String, String> configuration(CloudflareSimulator simulator) {
        var account = CloudflareAccount.local();
        var configuration = new HashMap<String, String>();
        configuration.put("trestle.cloudflare.api-url", simulator.baseUrl());
        configuration.put("CLOUDFLARE_API_TOKEN", account.tunnelToken());
        configuration.put("CLOUDFLARE_DNS_API_TOKEN", account.dnsToken());
        configuration.put("CLOUDFLARE_ACCOUNT_ID", account.accountId());
        configuration.put("CLOUDFLARE_ZONE_ID", account.zoneId());
        configuration.put("CLOUDFLARE_ZONE_NAME", account.zoneName());
        configuration.put("trestle.cloudflare.master-key", MASTER_KEY);
        // A hanging call must not hold a test up for the default of ten seconds.
        configuration.put("trestle.cloudflare.call-timeout", "2s");
        // Sweeps every second take more calls than Cloudflare's limit refills.
        configuration.put("trestle.cloudflare.budget.calls", "" + CALLS);
        configuration.put("trestle.cloudflare.sweep.list-lag", "0s");
        configuration.put("trestle.cloudflare.sweep.health-every", "1s");
        configuration.put("trestle.cloudflare.sweep.drift-every", "1s");
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(simulator, new TestInjector.MatchesType(CloudflareSimulator.class));
    }

    @Override
    public void stop() {
        if (simulator != null) {
            simulator.close();
            issuer.close();
        }
    }
}
