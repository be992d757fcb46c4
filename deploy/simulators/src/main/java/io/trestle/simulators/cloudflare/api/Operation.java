package io.trestle.simulators.cloudflare.api;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.HttpAnswer;

/**
 * One operation of the API.
 *
 * @param template path below {@code /client/v4}; variables in braces
 */
public record Operation(String method, String template, Scope scope, Function<ApiCall, HttpAnswer> handler) {

    private static final Pattern HEX_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** The variables of the path, or null when the template is another's. */
    @Nullable
    Map<String, String> match(String path) {
        var expected = template.split("/", -1);
        var actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return null;
        }
        var variables = new TreeMap<String, String>();
        for (var i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{")) {
                variables.put(expected[i].substring(1, expected[i].length() - 1), actual[i]);
            } else if (!expected[i].equals(actual[i])) {
                return null;
            }
        }
        return variables;
    }

    /** Tunnels have UUIDs, everything else 32 hexadecimal digits. */
    static boolean isWellFormedId(String variable, String value) {
        return ("tunnel_id".equals(variable) ? UUID : HEX_ID).matcher(value).matches();
    }
}
