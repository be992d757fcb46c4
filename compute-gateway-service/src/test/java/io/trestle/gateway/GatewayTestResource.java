package io.trestle.gateway;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** How the gateway runs in tests: hosts instead of a cluster, on loopback. */
public class GatewayTestResource implements QuarkusTestResourceLifecycleManager {

    /** Base64 of 32 bytes; synthetic. */
    public static final String SESSION_KEY = "c3ludGhldGljIHNlc3Npb24ga2V5LCAzMiBieXRlcy4=";

    @Override
    public Map<String, String> start() {
        return configuration();
    }

    public static Map<String, String> configuration() {
        var configuration = new HashMap<String, String>();
        configuration.put("trestle.gateway.session.key", SESSION_KEY);
        configuration.put("trestle.gateway.deploy.target", "host");
        configuration.put("trestle.outbound.allow-loopback", "true");
        configuration.put("trestle.gateway.deploy.drain", "1s");
        configuration.put("trestle.gateway.handshakes-per-minute", "1000000");
        return configuration;
    }

    @Override
    public void stop() {
        // Nothing was started.
    }
}
