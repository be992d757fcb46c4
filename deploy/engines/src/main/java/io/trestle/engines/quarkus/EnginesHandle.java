package io.trestle.engines.quarkus;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.PrivateKafka;
import io.trestle.engines.PrivatePostgres;
import io.trestle.engines.TestEnvironment;

/** The engines that the service under test uses. */
public final class EnginesHandle {

    private final TestEnvironment environment;
    private final @Nullable PrivateKafka kafka;
    private final @Nullable PrivatePostgres postgres;

    EnginesHandle(TestEnvironment environment, @Nullable PrivateKafka kafka, @Nullable PrivatePostgres postgres) {
        this.environment = environment;
        this.kafka = kafka;
        this.postgres = postgres;
    }

    public TestEnvironment environment() {
        return environment;
    }

    /** The broker to stop, kill and freeze; only with the init argument {@code kafka=private}. */
    public PrivateKafka kafka() {
        return required(kafka, "kafka");
    }

    /** The server to stop, kill and freeze; only with the init argument {@code postgres=private}. */
    public PrivatePostgres postgres() {
        return required(postgres, "postgres");
    }

    private static <T> T required(@Nullable T engine, String argument) {
        if (engine == null) {
            throw new IllegalStateException("shared with other tests; ask for one of your own: @ResourceArg(name = \"" + argument
                    + "\", value = \"private\")");
        }
        return engine;
    }
}
