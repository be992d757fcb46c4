package io.trestle.local.suite;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.trestle.local.LocalStackConfig;
import io.trestle.local.supervision.StackFailure;
import io.trestle.simulators.cloudflare.api.CloudflareAccount;

/**
 * The Cloudflare account that tunnels are made in.
 *
 * @param api base address, up to and including {@code /client/v4}
 * @param simulated whether it is the simulator
 */
public record CloudflareUpstream(URI api, CloudflareAccount account, boolean simulated) {
    private static final URI REAL = URI.create("https://api.cloudflare.com/client/v4");
    private static final String API_TOKEN = Simulator.CLOUDFLARE.replacedBy();
    private static final String DNS_TOKEN = "CLOUDFLARE_DNS_API_TOKEN";
    private static final String ACCOUNT_ID = "CLOUDFLARE_ACCOUNT_ID";
    private static final String ZONE_ID = "CLOUDFLARE_ZONE_ID";
    private static final String ZONE_NAME = "CLOUDFLARE_ZONE_NAME";

    /** The real one if the environment has its token, else the simulator. */
    public static CloudflareUpstream of(LocalStackConfig config) {
        var environment = config.environment();
        if (!environment.containsKey(API_TOKEN)) {
            var address = URI.create(Simulator.CLOUDFLARE.address(config) + "/client/v4");
            return new CloudflareUpstream(address, CloudflareAccount.local(), true);
        }
        var missing = List.of(DNS_TOKEN, ACCOUNT_ID, ZONE_ID, ZONE_NAME).stream().filter(name -> !environment.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new StackFailure(API_TOKEN + " is set, so the real Cloudflare is used, which also needs " + String.join(", ", missing));
        }
        Function<String, String> given = name -> environment.getOrDefault(name, "");
        return new CloudflareUpstream(REAL, new CloudflareAccount(given.apply(ACCOUNT_ID), given.apply(ZONE_ID), given.apply(ZONE_NAME),
                given.apply(API_TOKEN), given.apply(DNS_TOKEN)), false);
    }

    /** What the cloudflare-adapter is told. */
    Map<String, String> variables() {
        return Map.of("TRESTLE_CLOUDFLARE_API_URL", api.toString(), API_TOKEN, account.tunnelToken(), DNS_TOKEN, account.dnsToken(),
                ACCOUNT_ID, account.accountId(), ZONE_ID, account.zoneId(), ZONE_NAME, account.zoneName());
    }
}
