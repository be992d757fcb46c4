package io.trestle.gateway.session;

import java.security.SecureRandom;
import java.util.Base64;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.trestle.gateway.GatewayConfig;
import io.trestle.runtime.secret.DerivedSecrets;

/** The key that signs sessions, and what follows from it. */
@ApplicationScoped
public class SessionKey {

    private static final int BYTES = 32;

    private final byte[] key;

    SessionKey(SessionConfig session, GatewayConfig gateway, Config config) {
        key = session.key().map(text -> decode("trestle.gateway.session.key", text))
                .or(() -> config.getOptionalValue("trestle.secrets.active-key", String.class)
                        .flatMap(id -> config.getOptionalValue("trestle.secrets.keys." + id, String.class))
                        .map(text -> decode("trestle.secrets.keys", text)))
                .orElseGet(() -> madeUp(gateway));
    }

    /** Tokens for one thread. */
    public SessionTokens tokens() {
        return new SessionTokens(derive("sessions"));
    }

    /** Other secrets of this installation: the same in every replica. */
    public byte[] derive(String purpose) {
        return DerivedSecrets.derive(key, "compute-gateway " + purpose, BYTES);
    }

    private static byte[] decode(String name, String text) {
        try {
            var bytes = Base64.getDecoder().decode(text);
            if (bytes.length >= BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Its message would quote the key.
        }
        throw new ConfigurationException(name + " must be the base64 of at least 32 bytes");
    }

    private static byte[] madeUp(GatewayConfig gateway) {
        if (!gateway.testMode()) {
            throw new ConfigurationException("Sessions need a key: set trestle.gateway.session.key to the base64 of 32 random bytes");
        }
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
