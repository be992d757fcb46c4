package io.trestle.simulators.cloudflare.api;

import java.time.Duration;

/**
 * How much the account may do.
 *
 * @param requests per token and window; 0 for no limit
 * @param window of {@code requests}, and how long everything is refused after one too many
 * @param tunnels live ones in the account
 * @param dnsRecords in the zone
 * @param commentLength characters of a DNS record's comment
 * @param tags on a DNS record
 */
public record CloudflareLimits(int requests, Duration window, int tunnels, int dnsRecords, int commentLength, int tags) {

    /** What the real API documents for a Free plan. */
    public static CloudflareLimits freePlan() {
        return new CloudflareLimits(1_200, Duration.ofMinutes(5), 1_000, 1_000, 100, 0);
    }

    public CloudflareLimits withRequests(int count, Duration per) {
        return new CloudflareLimits(count, per, tunnels, dnsRecords, commentLength, tags);
    }

    public CloudflareLimits withoutRequestLimit() {
        return withRequests(0, window);
    }

    public CloudflareLimits withTunnels(int count) {
        return new CloudflareLimits(requests, window, count, dnsRecords, commentLength, tags);
    }

    public CloudflareLimits withDnsRecords(int count) {
        return new CloudflareLimits(requests, window, tunnels, count, commentLength, tags);
    }

    public CloudflareLimits withTags(int count) {
        return new CloudflareLimits(requests, window, tunnels, dnsRecords, commentLength, count);
    }
}
