package io.trestle.engines.quarkus;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trestle.engines.Engines;
import io.trestle.engines.PrivateKafka;
import io.trestle.engines.PrivatePostgres;
import io.trestle.engines.TestEnvironment;

/**
 * Gives a service under test a fresh database and a topic prefix of its own on the shared engines.
 * <p>
 * Init arguments: {@code kafka=private} and {@code postgres=private} start an engine for this test alone, which it may stop, kill and freeze
 * through an {@link EnginesHandle} field annotated with {@link InjectEngines}.
 */
public class EnginesTestResource implements QuarkusTestResourceLifecycleManager {

    private static final String PRIVATE = "private";

    private boolean privateKafka;
    private boolean privatePostgres;
    private @Nullable PrivateKafka kafka;
    private @Nullable PrivatePostgres postgres;
    private @Nullable TestEnvironment environment;

    @Override
    public void init(Map<String, String> arguments) {
        privateKafka = PRIVATE.equals(arguments.get("kafka"));
        privatePostgres = PRIVATE.equals(arguments.get("postgres"));
    }

    @Override
    public Map<String, String> start() {
        kafka = privateKafka ? Engines.privateKafka() : null;
        postgres = privatePostgres ? Engines.privatePostgres() : null;
        environment = TestEnvironment.create(postgres, kafka);
        Map<String, String> configuration = new HashMap<>(environment.configuration());
        configuration.put("quarkus.http.test-port", "0");
        configuration.put("quarkus.management.test-port", "0");
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        if (environment != null) {
            injector.injectIntoFields(new EnginesHandle(environment, kafka, postgres),
                    new TestInjector.AnnotatedAndMatchesType(InjectEngines.class, EnginesHandle.class));
        }
    }

    @Override
    public void stop() {
        // a private engine goes with all that is on it, in whatever state the test has left it
        if (kafka != null) {
            kafka.close();
        } else if (environment != null) {
            environment.deleteTopics();
        }
        if (postgres != null) {
            postgres.close();
        } else if (environment != null) {
            environment.dropDatabase();
        }
    }
}
