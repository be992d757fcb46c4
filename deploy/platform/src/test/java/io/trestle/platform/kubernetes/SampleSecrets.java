package io.trestle.platform.kubernetes;

import java.util.Base64;

/** Stand-ins for what only the store of secrets knows. */
final class SampleSecrets {

    private SampleSecrets() {
    }

    static String of(String variable) {
        if (variable.equals("TRESTLE_SECRETS_ACTIVE_KEY")) {
            return "k1";
        }
        if (variable.startsWith("TRESTLE_SECRETS_KEYS_") || variable.endsWith("MASTER_KEY") || variable.endsWith("SESSION_KEY")) {
            return Base64.getEncoder().encodeToString(new byte[32]);
        }
        return switch (variable) {
            case "CLOUDFLARE_ACCOUNT_ID" -> "10ca1acc000000000000000000000001";
            case "CLOUDFLARE_ZONE_ID" -> "10ca1203000000000000000000000001";
            case "CLOUDFLARE_ZONE_NAME" -> "tunnels.trestle.test";
            case "CLOUDFLARE_API_TOKEN" -> "local-tunnel-token";
            case "CLOUDFLARE_DNS_API_TOKEN" -> "local-dns-token";
            default -> "sample-secret-of-enough-letters";
        };
    }
}
