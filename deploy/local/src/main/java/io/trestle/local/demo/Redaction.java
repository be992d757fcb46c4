package io.trestle.local.demo;

import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Shows JSON on a console, which somebody logs: of a secret only as much as tells that it is there. */
final class Redaction {
    private static final Set<String> SECRETS = Set.of("token", "TunnelSecret");
    private static final int SHOWN = 4;

    private Redaction() {
    }

    static String show(String title, JsonNode json) {
        try {
            var copy = json.deepCopy();
            if (copy instanceof ObjectNode object) {
                SECRETS.stream().filter(object::hasNonNull).forEach(name -> object.put(name, shorten(object.path(name).asText())));
            }
            return "\"" + title + "\": " + JsonHttp.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(copy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shorten(String secret) {
        return secret.substring(0, Math.min(SHOWN, secret.length() / 2)) + "… (" + secret.length() + " characters)";
    }
}
