package io.trestle.engines.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.engines.Engines;
import io.trestle.engines.kafka.Records;

@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = {@ResourceArg(name = "kafka", value = "private"),
        @ResourceArg(name = "postgres", value = "private")})
class PrivateEnginesTestResourceTest {

    @InjectEngines
    EnginesHandle engines;

    @Test
    void shouldLetTestKillBroker_whenItIsPrivate() throws Exception {
        // given
        assertThat(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)).isEqualTo(engines.kafka().address());
        Records.write(engines.kafka().address(), "topic", "kept");
        // when
        engines.kafka().kill();
        engines.kafka().start();
        // then
        assertThat(Records.read(engines.kafka().address(), "topic", 1)).containsExactly("kept");
    }

    @Test
    void shouldLetTestKillServer_whenItIsPrivate() throws Exception {
        // given
        assertThat(engines.postgres().server()).isEqualTo(engines.environment().postgres()).isNotEqualTo(Engines.lease().postgres());
        // when
        engines.postgres().kill();
        // then
        assertThatThrownBy(() -> engines.environment().connect("client_api")).isInstanceOf(SQLException.class);
        engines.postgres().start();
        try (Connection connection = engines.environment().connect("client_api")) {
            assertThat(connection.getSchema()).isEqualTo("client_api");
        }
    }
}
