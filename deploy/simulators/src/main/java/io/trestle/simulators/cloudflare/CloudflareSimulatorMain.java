package io.trestle.simulators.cloudflare;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.trestle.simulators.cloudflare.api.CloudflareAccount;
import io.trestle.simulators.cloudflare.api.CloudflareLimits;

/**
 * The simulator as a process, for the local stack. Environment, all optional: {@code PORT} (18700), {@code ACCOUNT_ID}, {@code ZONE_ID},
 * {@code ZONE_NAME}, {@code TUNNEL_TOKEN}, {@code DNS_TOKEN} (see {@link CloudflareAccount#local()}), {@code STATE_FILE} (none),
 * {@code REQUEST_LIMIT} (requests in five minutes; 0 for no limit).
 * Prints {@code READY http://127.0.0.1:port} when it answers, and runs until it is killed.
 */
public final class CloudflareSimulatorMain {

    private CloudflareSimulatorMain() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (var simulator = CloudflareSimulator.start(config(System.getenv()))) {
            System.out.println("READY " + simulator.origin());
            new CountDownLatch(1).await();
        } catch (IllegalStateException e) {
            System.err.println("The Cloudflare simulator cannot start: " + e.getMessage());
            System.exit(1);
        }
    }

    static CloudflareSimulatorConfig config(Map<String, String> environment) {
        var local = CloudflareAccount.local();
        var account = new CloudflareAccount(environment.getOrDefault("ACCOUNT_ID", local.accountId()),
                environment.getOrDefault("ZONE_ID", local.zoneId()), environment.getOrDefault("ZONE_NAME", local.zoneName()),
                environment.getOrDefault("TUNNEL_TOKEN", local.tunnelToken()), environment.getOrDefault("DNS_TOKEN", local.dnsToken()));
        var config = CloudflareSimulatorConfig.defaults().withAccount(account)
                .withPort(Integer.parseInt(environment.getOrDefault("PORT", "18700")))
                .withLimits(limits(environment));
        var stateFile = environment.getOrDefault("STATE_FILE", "");
        return stateFile.isEmpty() ? config : config.withStateFile(Path.of(stateFile));
    }

    private static CloudflareLimits limits(Map<String, String> environment) {
        var plan = CloudflareLimits.freePlan();
        var requests = environment.get("REQUEST_LIMIT");
        return requests == null ? plan : plan.withRequests(Integer.parseInt(requests), plan.window());
    }
}
