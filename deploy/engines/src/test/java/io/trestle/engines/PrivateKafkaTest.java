package io.trestle.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.engines.kafka.Records;

class PrivateKafkaTest {

    static PrivateKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = Engines.privateKafka();
    }

    @BeforeEach
    void reviveKafka() {
        kafka.start();
    }

    @AfterAll
    static void removeKafka() {
        Path data = kafka.data();
        kafka.close();
        assertThat(data).doesNotExist();
    }

    @Nested
    class Kill {

        @Test
        void shouldKeepAcknowledgedRecords_whenStartedAgain() throws Exception {
            // given
            Records.write(kafka.address(), "killed", "kept");
            // when
            kafka.kill();
            kafka.start();
            // then
            assertThat(Records.read(kafka.address(), "killed", 1)).containsExactly("kept");
        }

        @Test
        void shouldKeepRecordsBeforeTear_whenLogsAreTorn() throws Exception {
            // given: the power failed while the topic's log and the cluster's own were being written
            Records.write(kafka.address(), "torn", "kept");
            kafka.kill();
            for (Path log : lastSegments("torn-", "__cluster_metadata-0")) {
                Files.write(log, new byte[]{0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 1, 0, 42}, StandardOpenOption.APPEND);
            }
            // when
            kafka.start();
            // then
            Records.write(kafka.address(), "torn", "new");
            assertThat(Records.read(kafka.address(), "torn", 2)).containsExactlyInAnyOrder("kept", "new");
        }

        private List<Path> lastSegments(String... directories) throws IOException {
            try (Stream<Path> files = Files.walk(kafka.data())) {
                List<Path> logs = files.filter(file -> file.toString().endsWith(".log"))
                        .filter(file -> Stream.of(directories).anyMatch(file.getParent().getFileName().toString()::startsWith)).toList();
                assertThat(logs).hasSizeGreaterThan(directories.length);
                return logs;
            }
        }
    }

    @Nested
    class Pause {

        @Test
        void shouldAcknowledgeOnlyAfterResume_whenPaused() throws Exception {
            Records.write(kafka.address(), "paused", "before");
            Map<String, Object> settings = Map.of("bootstrap.servers", kafka.address());
            try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                producer.partitionsFor("paused");
                // when
                kafka.pause();
                var sent = producer.send(new ProducerRecord<>("paused", "during"));
                // then
                assertThatThrownBy(() -> sent.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                kafka.resume();
                assertThat(sent.get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
            }
        }
    }

    @Nested
    class Stop {

        @Test
        void shouldRefuseClients_whenStopped() throws Exception {
            // when
            kafka.stop();
            // then
            Map<String, Object> settings = Map.of("bootstrap.servers", kafka.address(), "default.api.timeout.ms", "1000",
                    "request.timeout.ms", "1000");
            try (var admin = Admin.create(settings)) {
                assertThatThrownBy(() -> admin.describeCluster().nodes().get()).isInstanceOf(ExecutionException.class);
            }
        }
    }
}
