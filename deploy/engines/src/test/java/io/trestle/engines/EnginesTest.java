package io.trestle.engines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnginesTest {

    @Test
    void shouldGiveEnvironment_whenLeased() throws Exception {
        try (var environment = TestEnvironment.create(); var connection = environment.connect("client_api")) {
            assertThat(connection.getSchema()).isEqualTo("client_api");
        }
        try (var kafka = Engines.privateKafka()) {
            kafka.kill();
            kafka.start();
            kafka.restart();
        }
        try (var postgres = Engines.privatePostgres()) {
            postgres.kill();
            postgres.start();
            postgres.restart();
        }
    }
}
