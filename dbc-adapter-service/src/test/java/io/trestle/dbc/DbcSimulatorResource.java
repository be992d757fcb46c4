package io.trestle.dbc;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trestle.simulators.dbc.DbcSimulator;
import io.trestle.simulators.dbc.DbcSimulatorConfig;
import io.trestle.simulators.dbc.NodeSpec;

/** A DBC client node for the test run: a creation takes a fifth of a second there. Two renters share the first node; each test may use a node of its own. */
public class DbcSimulatorResource implements QuarkusTestResourceLifecycleManager {

    public static final DbcSimulatorConfig CONFIG = DbcSimulatorConfig.defaults().withSpeed(3000).withNodes(nodes());

    private static DbcSimulator simulator;

    public static DbcSimulator simulator() {
        return simulator;
    }

    /** One of twenty nodes that the renter rents, 0 to 19. */
    public static String node(int number) {
        return "%064x".formatted(0xdbc0000L + number);
    }

    private static NodeSpec[] nodes() {
        var renter = Renters.LOCAL.address();
        var nodes = new NodeSpec[20];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = NodeSpec.rentedBy(node(i), renter, Renters.OTHER.address()).withCapacity(16, 256, 2048, 20_000);
        }
        return nodes;
    }

    @Override
    public Map<String, String> start() {
        simulator = DbcSimulator.start(CONFIG);
        return Map.of("trestle.dbc.client-url", simulator.baseUrl(), "trestle.auth.mode", "open", "trestle.secrets.active-key", "test",
                "trestle.secrets.keys.test", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    }

    @Override
    public void stop() {
        simulator.close();
    }
}
