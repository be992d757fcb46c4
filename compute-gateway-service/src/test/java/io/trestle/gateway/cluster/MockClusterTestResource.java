package io.trestle.gateway.cluster;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trestle.gateway.GatewayTestResource;

/** The gateway with a cluster to deploy to. */
public class MockClusterTestResource implements QuarkusTestResourceLifecycleManager {

    private MockCluster cluster;

    @Override
    public Map<String, String> start() {
        cluster = new MockCluster();
        var configuration = new HashMap<>(GatewayTestResource.configuration());
        configuration.putAll(cluster.configuration());
        // It tells each request that comes.
        configuration.put("quarkus.log.category.\"io.fabric8.mockwebserver\".level", "WARN");
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(cluster, new TestInjector.MatchesType(MockCluster.class));
    }

    @Override
    public void stop() {
        cluster.close();
    }
}
