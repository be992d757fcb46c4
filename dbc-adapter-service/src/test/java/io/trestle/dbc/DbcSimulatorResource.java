package io.trestle.dbc;

import java.util.Locale;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trestle.simulators.dbc.DbcSimulator;
import io.trestle.simulators.dbc.DbcSimulatorConfig;
import io.trestle.simulators.dbc.NodeSpec;
import io.trestle.simulators.dbc.Profile;
import io.trestle.simulators.identity.TokenIssuer;

/**
 * A DBC client node for the test run: a creation takes a tenth of a second there. Two renters share each node; a test may have a node for itself.
 */
public class DbcSimulatorResource implements QuarkusTestResourceLifecycleManager {

    public static final String SECRETS_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final int NODES = 40;
    /** The two that the published description names. */
    private static final String[] PUBLISHED = {"58fb618aa482c41114eb3cfdaefd3ba183172da9e25251449d045043fbd37f45",
            "80720ffadecb07087b3a5b6f88b91b58f7c738b15405c93914ee04f607a14965"};

    private static DbcSimulator running;
    private static TokenIssuer issuer;

    private final DbcSimulatorConfig config;

    public DbcSimulatorResource() {
        this(Profile.P22);
    }

    DbcSimulatorResource(Profile profile) {
        config = DbcSimulatorConfig.defaults().withSpeed(3000).withProfile(profile).withNodes(nodes());
    }

    public static DbcSimulator simulator() {
        return running;
    }

    public static TokenIssuer issuer() {
        return issuer;
    }

    /** One of forty nodes that the renter rents, 0 to 39; the first two are those of the published description. */
    public static String node(int number) {
        return number < PUBLISHED.length ? PUBLISHED[number] : String.format(Locale.ROOT, "%064x", 0xdbc0000L + number);
    }

    private static NodeSpec[] nodes() {
        var renter = Renters.LOCAL.address();
        var nodes = new NodeSpec[NODES];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = NodeSpec.rentedBy(node(i), renter, Renters.OTHER.address()).withCapacity(16, 256, 2048, 20_000);
        }
        return nodes;
    }

    @Override
    public Map<String, String> start() {
        running = DbcSimulator.start(config);
        issuer = TokenIssuer.start();
        return Map.ofEntries(Map.entry("trestle.dbc.client-url", running.baseUrl()), Map.entry("trestle.auth.mode", "open"),
                Map.entry("trestle.auth.jwks-url", issuer.url()),
                Map.entry("trestle.dbc.answer-timeout", "5s"), Map.entry("trestle.dbc.vms.changing", "200ms"),
                Map.entry("trestle.dbc.vms.first-retry", "100ms"), Map.entry("trestle.dbc.vms.late-effect", "3s"),
                Map.entry("trestle.secrets.active-key", "test"), Map.entry("trestle.secrets.keys.test", SECRETS_KEY));
    }

    @Override
    public void stop() {
        running.close();
        issuer.close();
    }

    /** The same with newer software. */
    public static class Newer extends DbcSimulatorResource {

        public Newer() {
            super(Profile.P25);
        }
    }
}
