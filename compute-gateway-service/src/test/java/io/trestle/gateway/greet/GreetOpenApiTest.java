package io.trestle.gateway.greet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What is written down of the handshake is what the gateway takes for it, and nothing else is. */
class GreetOpenApiTest {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    @Test
    void shouldDescribeTheHandshake_andOnlyThat() throws IOException {
        var described = described();

        assertThat(described).hasSize(7);
        described.forEach((path, operations) -> {
            var served = new TreeSet<String>();
            METHODS.stream().filter(method -> Greetings.covers(method, path)).map(method -> method.toLowerCase(java.util.Locale.ROOT))
                    .forEach(served::add);
            assertThat(operations.keySet()).as(path).containsExactlyInAnyOrderElementsOf(served);
        });
    }

    private static Map<String, Map<String, Object>> described() throws IOException {
        try (InputStream file = GreetOpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            Map<String, Object> document = new Yaml().load(file);
            @SuppressWarnings("unchecked")
            var paths = (Map<String, Map<String, Object>>) document.get("paths");
            return paths;
        }
    }
}
