package io.trestle.runtime.identity;

import java.util.Set;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** In {@code open} mode everybody who reaches the port is an operator; so the port must be out of everybody's reach. */
@Singleton
class OpenModeGuard {

    /** Names are not looked up, except the one whose meaning is fixed (RFC 6761, 6.3): what a name means tomorrow is not known today. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private final AuthConfig config;
    private final String host;

    @Inject
    OpenModeGuard(AuthConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.config = config;
        this.host = host;
    }

    void check(@Observes StartupEvent starting) {
        check(config.mode(), host);
    }

    /** @throws ConfigurationException of which Quarkus prints the message only, before it exits with 1 */
    static void check(AuthConfig.Mode mode, String host) {
        if (mode == AuthConfig.Mode.OPEN && !LOOPBACK.contains(host) && !LOOPBACK_V4.matcher(host).matches()) {
            throw new ConfigurationException(
                    "trestle.auth.mode=open lets everybody in and needs a loopback address, but quarkus.http.host is '"
                            + host + "'. Set quarkus.http.host=127.0.0.1 or trestle.auth.mode=required.");
        }
    }
}
