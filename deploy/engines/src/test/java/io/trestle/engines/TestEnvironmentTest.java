package io.trestle.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

import io.trestle.engines.kafka.Records;

class TestEnvironmentTest {

    @Test
    void shouldHaveDatabaseAndTopicsOfItsOwn_whenCreated() throws Exception {
        try (TestEnvironment one = TestEnvironment.create(); TestEnvironment other = TestEnvironment.create()) {
            // the engines are shared ...
            assertThat(other.postgres()).isEqualTo(one.postgres());
            assertThat(other.bootstrapServers()).isEqualTo(one.bootstrapServers());
            // ... what is on them is not
            assertThat(other.database()).isNotEqualTo(one.database()).matches("test_[0-9a-f]+");
            assertThat(other.topicPrefix()).isNotEqualTo(one.topicPrefix()).matches("t[0-9a-f]+\\.");
            for (String role : DatabaseProvisioning.ROLES) {
                try (Connection connection = one.connect(role)) {
                    assertThat(connection.getSchema()).isEqualTo(role);
                }
            }
        }
    }

    @Test
    void shouldLeaveNothing_whenClosed() throws Exception {
        // given
        TestEnvironment environment = TestEnvironment.create();
        Records.write(environment.bootstrapServers(), environment.topicPrefix() + "tunnel.commands.v1", "text");
        // when
        environment.close();
        // then
        assertThatThrownBy(() -> environment.connect("client_api")).hasMessageContaining("does not exist");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", environment.bootstrapServers()))) {
            Set<String> topics = admin.listTopics().names().get();
            assertThat(topics).noneMatch(topic -> topic.startsWith(environment.topicPrefix()));
        }
    }

    @Test
    void shouldTellServicesWhereEnginesAre_whenAskedForConfiguration() {
        try (TestEnvironment environment = TestEnvironment.create()) {
            assertThat(environment.configuration()).containsOnly(
                    Map.entry("trestle.database.address", environment.postgres().hostAndPort()),
                    Map.entry("trestle.database.name", environment.database()),
                    Map.entry("trestle.database.password", environment.password()),
                    Map.entry("kafka.bootstrap.servers", environment.bootstrapServers()),
                    Map.entry("trestle.kafka.topic-prefix", environment.topicPrefix()));
            assertThat(environment.toString()).doesNotContain(environment.password());
        }
    }
}
