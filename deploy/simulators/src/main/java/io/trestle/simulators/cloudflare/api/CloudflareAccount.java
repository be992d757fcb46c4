package io.trestle.simulators.cloudflare.api;

/**
 * Whom the simulator plays. All values are synthetic.
 *
 * @param accountId 32 hexadecimal digits
 * @param zoneId 32 hexadecimal digits
 * @param zoneName a domain
 * @param tunnelToken may edit tunnels, nothing else; letters, digits, {@code _} and {@code -}
 * @param dnsToken may edit the zone's DNS, nothing else; the same characters
 */
public record CloudflareAccount(String accountId, String zoneId, String zoneName, String tunnelToken, String dnsToken) {

    /** The account of the local stack. */
    public static CloudflareAccount local() {
        return new CloudflareAccount("10ca1acc000000000000000000000001", "10ca1203000000000000000000000001", "tunnels.trestle.test",
                "local-tunnel-token", "local-dns-token");
    }

    @Override
    public String toString() {
        return "CloudflareAccount[accountId=" + accountId + ", zoneId=" + zoneId + ", zoneName=" + zoneName + "]";
    }
}
