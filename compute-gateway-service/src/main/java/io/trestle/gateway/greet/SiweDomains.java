package io.trestle.gateway.greet;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import io.trestle.gateway.GatewayConfig;

/**
 * The sites that a signed message may be for. Configured, not taken from the {@code Host} header: a site that lures a wallet into signing for
 * itself would send its own name along.
 */
@ApplicationScoped
class SiweDomains {

    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

    private final Optional<List<String>> configured;

    SiweDomains(GatewayConfig config) {
        configured = config.domains();
    }

    boolean contains(String domain) {
        var name = domain.toLowerCase(Locale.ROOT);
        return configured.map(all -> all.contains(name)).orElseGet(() -> LOOPBACK.matcher(name).matches());
    }
}
