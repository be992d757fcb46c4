package io.trestle.engines.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.PortTaken;
import io.trestle.engines.process.Ports;
import io.trestle.engines.process.ThrowAwayDirectory;

class KafkaEngineTest {

    static ThrowAwayDirectory directory;
    static Path data;
    static KafkaEngine engine;

    @BeforeAll
    static void startEngine() throws IOException {
        directory = ThrowAwayDirectory.create();
        data = directory.path().resolve("kafka");
        // as a first start leaves it that was cut off before the directory was formatted
        Files.createDirectories(data.resolve("logs"));
        engine = KafkaEngine.start(data, 0, Durability.DURABLE);
    }

    @AfterAll
    static void removeEngine() {
        engine.close();
        directory.close();
    }

    @Nested
    class Start {

        @Test
        void shouldCreateTopicOfFourPartitions_whenItIsFirstWritten() throws Exception {
            Records.write(engine.bootstrapServers(), "created", "first");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", engine.bootstrapServers()))) {
                var topics = admin.describeTopics(List.of("created")).allTopicNames().get(10, TimeUnit.SECONDS);
                assertThat(topics.get("created").partitions()).hasSize(4);
            }
        }

        @Test
        void shouldSendClientsToTheAdvertisedPort_whenAProxyStandsBeforeIt() throws Exception {
            try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                    KafkaEngine behind = Ports.onFree(port -> KafkaEngine.startBehind(proxy.getLocalPort(),
                            directory.path().resolve("behind"), port, Durability.FAST))) {
                proxy.setSoTimeout(60_000);
                Admin admin = Admin.create(Map.of("bootstrap.servers", behind.bootstrapServers()));
                // never answered: nobody speaks for the proxy
                admin.listTopics();
                try (Socket sent = proxy.accept()) {
                    assertThat(sent.isConnected()).isTrue();
                }
                admin.close(Duration.ZERO);
            }
        }

        @Test
        void shouldNamePort_whenItIsTaken() throws IOException {
            try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                int port = other.getLocalPort();
                assertThatThrownBy(() -> KafkaEngine.start(directory.path().resolve("other"), port, Durability.FAST))
                        .isInstanceOf(PortTaken.class)
                        .hasMessage("port %d on 127.0.0.1 is taken by another process, so Kafka cannot listen on it", port);
            }
        }

        @Test
        void shouldNameDirectory_whenAnotherEngineUsesIt() {
            assertThatThrownBy(() -> KafkaEngine.start(data, 0, Durability.FAST)).isInstanceOf(EngineFailure.class)
                    .hasMessage("data directory %s is in use by another process", data);
        }
    }

    @Nested
    class Restart {

        @Test
        void shouldKeepAddressAndRecords_whenStoppedCleanly() throws Exception {
            // given
            String before = engine.bootstrapServers();
            Records.write(before, "restarted", "kept");
            // when
            engine.restart();
            // then
            assertThat(engine.bootstrapServers()).isEqualTo(before);
            assertThat(Records.read(before, "restarted", 1)).containsExactly("kept");
        }
    }
}
