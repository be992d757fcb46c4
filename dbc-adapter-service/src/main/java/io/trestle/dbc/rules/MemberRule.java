package io.trestle.dbc.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;

/** What one member of {@code additional} may be, and what the node must get for it. */
@FunctionalInterface
interface MemberRule {

    Pattern MULTICAST = Pattern.compile("(2(?:2[4-9]|3[0-9]))\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3}):([0-9]{1,5})");
    int MOST_ITEMS = 64;

    /** The value to send, or null where it is not allowed; the violations then say why. */
    @Nullable
    JsonNode check(String path, JsonNode value, List<Violation> violations);

    static MemberRule words(Words words) {
        return (path, value, violations) -> value.isTextual() && words.allows(value.asText())
                ? value
                : refuse(violations, path, words.expectation());
    }

    /** The node ignores a JSON number without a word, so it becomes a text. */
    static MemberRule number(int lowest, int highest) {
        return (path, value, violations) -> {
            var text = value.isIntegralNumber() || value.isTextual() ? value.asText() : "";
            var fits = text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= lowest && Integer.parseInt(text) <= highest;
            return fits
                    ? TextNode.valueOf("" + Integer.parseInt(text))
                    : refuse(violations, path, "a whole number, " + lowest + " to " + highest);
        };
    }

    static MemberRule oneOf(Set<String> values) {
        return (path, value, violations) -> value.isTextual() && values.contains(value.asText())
                ? value
                : refuse(violations, path, "one of " + String.join(", ", values.stream().sorted().toList()));
    }

    static MemberRule listOf(MemberRule item) {
        return (path, value, violations) -> {
            if (!value.isArray() || value.size() > MOST_ITEMS) {
                return refuse(violations, path, "a list of at most " + MOST_ITEMS);
            }
            var checked = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < value.size(); i++) {
                var one = item.check(path + "[" + i + "]", value.get(i), violations);
                if (one != null) {
                    checked.add(one);
                }
            }
            return checked;
        };
    }

    static MemberRule ports() {
        return (path, value, violations) -> {
            if (!value.isArray() || value.size() > MOST_ITEMS) {
                return refuse(violations, path, "a list of at most " + MOST_ITEMS);
            }
            var checked = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < value.size(); i++) {
                try {
                    PortRule.parse(value.get(i).isTextual() ? value.get(i).asText() : "").forEach(rule -> checked.add(rule.text()));
                } catch (IllegalArgumentException e) {
                    refuse(violations, path + "[" + i + "]", e.getMessage());
                }
            }
            return checked;
        };
    }

    /** An address that cannot be read ends the node's process. */
    static MemberRule multicast() {
        return (path, value, violations) -> {
            var matcher = MULTICAST.matcher(value.isTextual() ? value.asText() : "");
            if (matcher.matches()) {
                var numbers = new ArrayList<Integer>();
                for (int group = 2; group <= 4; group++) {
                    numbers.add(Integer.valueOf(matcher.group(group)));
                }
                var port = Integer.parseInt(matcher.group(5));
                if (numbers.stream().allMatch(number -> number <= 255) && port >= 1 && port <= 65535) {
                    return value;
                }
            }
            return refuse(violations, path, "a multicast address and port, 224.0.0.0 to 239.255.255.255, as 230.0.0.1:5558");
        };
    }

    private static @Nullable JsonNode refuse(List<Violation> violations, String path, @Nullable String message) {
        violations.add(new Violation(path, message == null ? "is not allowed" : message));
        return null;
    }
}
