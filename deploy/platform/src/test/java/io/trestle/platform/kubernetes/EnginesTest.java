package io.trestle.platform.kubernetes;

import static io.trestle.platform.kubernetes.Installation.elements;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.model.Topic;

/** Kafka and PostgreSQL have what the services expect of them. */
class EnginesTest {

    private final Installation production = Installation.of("production");

    @Nested
    class Topics {

        @Test
        void shouldBeThoseOfTheContracts_andADeadLetterTopicForEachConsumer() {
            var deadLetters = ServiceModule.all().stream().flatMap(service -> service.settings().entrySet().stream()
                    .filter(setting -> setting.getKey().matches("mp\\.messaging\\.incoming\\..*\\.topic"))
                    .map(setting -> setting.getValue().replace("${trestle.kafka.topic-prefix}", "") + "." + service.name() + ".dlq"));
            var expected = Stream.concat(Arrays.stream(Topic.values()).map(Topic::topicName), deadLetters).toList();

            assertThat(production.kind("KafkaTopic")).map(Installation::nameOf).containsExactlyInAnyOrderElementsOf(expected);
        }

        @Test
        void shouldSurviveTheLossOfABroker() {
            assertThat(production.kind("KafkaTopic")).allSatisfy(topic -> {
                var replicas = topic.at("/spec/replicas").asInt();
                assertThat(replicas).isEqualTo(3).isEqualTo(production.one("KafkaNodePool", "combined").at("/spec/replicas").asInt());
                assertThat(topic.at("/spec/config/min.insync.replicas").asInt()).isEqualTo(replicas - 1);
                assertThat(topic.at("/metadata/labels/strimzi.io~1cluster").asText()).isEqualTo("trestle");
            });
        }

        /** A record that outlives the note that it was consumed would be consumed twice after a reset of offsets. */
        @Test
        void shouldNotBeKeptForLongerThanConsumersRemember() {
            var inbox = Checkout.text("shared-runtime/src/main/java/io/trestle/runtime/inbox/InboxRetention.java");
            assertThat(inbox).contains("defaultValue = \"14D\"");

            assertThat(production.kind("KafkaTopic").stream().filter(topic -> !Installation.nameOf(topic).endsWith(".dlq")))
                    .allMatch(topic -> topic.at("/spec/config/retention.ms").asLong() < Duration.ofDays(14).toMillis());
        }

        @Test
        void shouldHavePartitionsForAllReplicasOfTheirConsumers() {
            assertThat(ServiceModule.all()).allSatisfy(service -> {
                var replicas = production.one("HorizontalPodAutoscaler", service.name()).at("/spec/maxReplicas").asInt();
                assertThat(consumedBy(service)).allSatisfy(
                        topic -> assertThat(production.one("KafkaTopic", topic).at("/spec/partitions").asInt())
                                .isGreaterThanOrEqualTo(replicas));
            });
        }

        private static java.util.List<String> consumedBy(ServiceModule service) {
            return service.settings().entrySet().stream()
                    .filter(setting -> setting.getKey().matches("mp\\.messaging\\.incoming\\..*\\.topic"))
                    .map(setting -> setting.getValue().replace("${trestle.kafka.topic-prefix}", "")).toList();
        }
    }

    @Nested
    class Database {

        @Test
        void shouldHaveARoleAndASchemaForEachService() {
            var cluster = production.one("Cluster", "trestle-postgres").path("spec");
            var statements = cluster.at("/bootstrap/initdb/postInitApplicationSQL").toString();
            var local = Checkout.text("deploy/kubernetes/overlays/local/roles.sh");

            assertThat(ServiceModule.all()).allSatisfy(service -> {
                var role = service.databaseRole();
                assertThat(statements).contains("CREATE ROLE " + role + " LOGIN",
                        "CREATE SCHEMA IF NOT EXISTS " + role + " AUTHORIZATION " + role);
                assertThat(elements(cluster.at("/managed/roles")))
                        .anyMatch(one -> one.path("name").asText().equals(role)
                                && production.kind("ExternalSecret").stream()
                                        .anyMatch(secret -> secret.at("/spec/target/name").equals(one.at("/passwordSecret/name"))));
                assertThat(local).contains(" " + role);
                assertThat(production.environmentOf(service).get("TRESTLE_DATABASE_NAME"))
                        .isEqualTo(cluster.at("/bootstrap/initdb/database").asText());
            });
        }

        /** Each replica has its pool, two connections for migrations and one that listens; a rolling update has one replica more. */
        @Test
        void shouldHaveConnectionsForAllReplicas() {
            var limit = production.one("Cluster", "trestle-postgres").at("/spec/postgresql/parameters/max_connections").asInt();

            var needed = ServiceModule.all().stream().mapToInt(service -> (1 + replicas(service))
                    * (Integer.parseInt(service.settings().get("quarkus.datasource.reactive.max-size")) + 2 + 1)).sum();

            assertThat(needed).isLessThan(limit);
        }

        private int replicas(ServiceModule service) {
            return production.one("HorizontalPodAutoscaler", service.name()).at("/spec/maxReplicas").asInt();
        }
    }

    @Test
    void shouldBeWhereTheServicesLook() {
        assertThat(ServiceModule.all()).allSatisfy(service -> {
            var environment = production.environmentOf(service);
            assertThat(environment).containsEntry("TRESTLE_DATABASE_ADDRESS",
                    Installation.nameOf(production.kind("Cluster").get(0)) + "-rw:5432");
            assertThat(environment).containsEntry("KAFKA_BOOTSTRAP_SERVERS",
                    Installation.nameOf(production.kind("Kafka").get(0)) + "-kafka-bootstrap:9092");
            var local = Installation.of("local");
            for (var variable : new String[]{"TRESTLE_DATABASE_ADDRESS", "KAFKA_BOOTSTRAP_SERVERS"}) {
                var address = local.environmentOf(service).get(variable).split(":");
                assertThat(local.one("Service", address[0]).at("/spec/ports/0/port").asText()).isEqualTo(address[1]);
            }
        });
    }
}
