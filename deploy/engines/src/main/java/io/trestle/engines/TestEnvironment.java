package io.trestle.engines;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.postgres.PostgresAddress;

/**
 * What one test run has for itself on the engines.
 *
 * @param postgres         the server, with its superuser
 * @param database         a fresh database with the services' roles and schemas
 * @param password         of each service's role
 * @param bootstrapServers the broker
 * @param topicPrefix      put before each topic's name, so that runs on one broker do not meet
 */
public record TestEnvironment(PostgresAddress postgres, String database, String password, String bootstrapServers, String topicPrefix)
        implements
            AutoCloseable {

    /** An environment on the shared engines. */
    public static TestEnvironment create() {
        return create(null, null);
    }

    /** An environment on these private engines, and on the shared one where there is none. */
    public static TestEnvironment create(@Nullable PrivatePostgres ownPostgres, @Nullable PrivateKafka ownKafka) {
        PostgresAddress postgres = ownPostgres == null ? Engines.lease().postgres() : ownPostgres.server();
        // the roles of the shared server have one password, which every test run uses
        String password = ownPostgres == null ? Engines.lease().servicePassword() : UUID.randomUUID().toString();
        String bootstrapServers = ownKafka == null ? Engines.lease().bootstrapServers() : ownKafka.address();
        String name = UUID.randomUUID().toString().substring(0, 8);
        var environment = new TestEnvironment(postgres, "test_" + name, password, bootstrapServers, "t" + name + ".");
        DatabaseProvisioning.provision(postgres, environment.database(), password);
        return environment;
    }

    /** A connection as a service has it. */
    public Connection connect(String role) throws SQLException {
        return postgres.connect(database, role, password);
    }

    /** The configuration with which a service uses this environment. */
    public Map<String, String> configuration() {
        return Map.of("trestle.database.address", postgres.hostAndPort(), "trestle.database.name", database, "trestle.database.password",
                password, "kafka.bootstrap.servers", bootstrapServers, "trestle.kafka.topic-prefix", topicPrefix);
    }

    /** Removes the database and the topics. */
    @Override
    public void close() {
        dropDatabase();
        deleteTopics();
    }

    /** Drops the database, ending the sessions that use it. */
    public void dropDatabase() {
        DatabaseProvisioning.drop(postgres, database);
    }

    /** Deletes the topics with the prefix, as far as the broker can be reached. */
    public void deleteTopics() {
        TopicCleanup.deleteTopics(bootstrapServers, topicPrefix);
    }

    @Override
    public String toString() {
        return "TestEnvironment[" + database + ", " + topicPrefix + "]";
    }
}
