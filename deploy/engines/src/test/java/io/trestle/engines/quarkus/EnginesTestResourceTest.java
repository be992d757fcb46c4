package io.trestle.engines.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

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
    void shouldGiveEnvironment_whenLeased() throws Exception {
        assertThat(ConfigProvider.getConfig().getValue("trestle.database.name", String.class)).isEqualTo(engines.environment().database());
        try (var connection = engines.environment().connect("client_api")) {
            assertThat(connection.getSchema()).isEqualTo("client_api");
        }
    }
}
