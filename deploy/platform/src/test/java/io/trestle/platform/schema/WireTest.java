package io.trestle.platform.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.platform.kubernetes.Checkout;

/**
 * What is written today, the previous version can read: it needs the members that it called required, of the types that they had. (That its messages
 * are read today, the golden files of shared-model show, which are only ever added.)
 */
class WireTest {

    private static final String SCHEMAS = "shared-model/src/main/resources/schemas";

    /** Lines of {@code released-messages.txt}: type of message, member, type of member; only what is required. A release writes it anew. */
    private static List<String> released() throws IOException {
        try (var lines = WireTest.class.getResourceAsStream("released-messages.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static Map<String, JsonNode> schemas() throws IOException {
        var all = new TreeMap<String, JsonNode>();
        try (var files = Files.newDirectoryStream(Checkout.path(SCHEMAS), "*.schema.json")) {
            for (var file : files) {
                all.put(file.getFileName().toString().replace(".schema.json", ""), new ObjectMapper().readTree(file.toFile()));
            }
        }
        return all;
    }

    @Test
    void shouldStillWriteWhatThePreviousVersionNeeds() throws IOException {
        var written = new ArrayList<String>();
        schemas().forEach((type, schema) -> schema.path("required").forEach(member -> written
                .add(type + " " + member.asText() + " " + schema.path("properties").path(member.asText()).path("type"))));

        assertThat(written).containsAll(released());
        assertThat(released()).hasSizeGreaterThan(100);
    }
}
