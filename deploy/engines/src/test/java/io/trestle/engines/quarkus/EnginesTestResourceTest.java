package io.trestle.engines.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
class EnginesTestResourceTest {

    @InjectEngines
    EnginesHandle engines;

    @Test
    void shouldConfigureService_whenEnginesAreShared() throws Exception {
        Map<String, String> expected = engines.environment().configuration();
        assertThat(expected).allSatisfy((key, value) -> assertThat(configured(key)).isEqualTo(value));
        assertThat(configured("quarkus.http.test-port")).isEqualTo("0");
        assertThat(configured("quarkus.management.test-port")).isEqualTo("0");
        try (Connection connection = engines.environment().connect("client_api")) {
            assertThat(connection.getSchema()).isEqualTo("client_api");
        }
    }

    @Test
    void shouldRefuseControl_whenEnginesAreShared() {
        assertThatThrownBy(() -> engines.kafka()).isInstanceOf(IllegalStateException.class).hasMessageContaining("name = \"kafka\"");
        assertThatThrownBy(() -> engines.postgres()).isInstanceOf(IllegalStateException.class).hasMessageContaining("name = \"postgres\"");
    }

    static String configured(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }
}
