package io.trestle.dbc.dropin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The calls of the published description (DBC-Wiki, http-api.md, March 2022), byte for byte as a reader copies them out of it. */
final class PublishedApi {

    private static final Pattern URL = Pattern.compile("/api/v1(/[^\\s`]*)");
    private static final Pattern BODY = Pattern.compile("```json\\s*\\n(.*?)\\n\\s*```", Pattern.DOTALL);
    private static final Pattern QUOTE = Pattern.compile("^>", Pattern.MULTILINE);

    private PublishedApi() {
    }

    /** In the order of the description. */
    static List<PublishedCall> calls() {
        var calls = new ArrayList<PublishedCall>();
        for (var section : QUOTE.matcher(text()).replaceAll("").split("\n### ")) {
            var urls = URL.matcher(section).results().map(found -> found.group(1)).distinct().toList();
            var bodies = BODY.matcher(section).results().map(found -> found.group(1)).toList();
            for (var url : urls) {
                bodies.forEach(body -> calls.add(new PublishedCall(url, body)));
            }
        }
        return calls;
    }

    private static String text() {
        try (var file = PublishedApi.class.getResourceAsStream("/published/http-api.md")) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param path below {@code /api/v1}, with the description's placeholders */
    record PublishedCall(String path, String body) {

        /** The verb: the path without its placeholders. */
        String name() {
            return path.replaceAll("<[^>]*>", "*");
        }

        /** What stands for the reader's own values is replaced by them, and nothing else. */
        PublishedCall with(String taskId, Map<String, Object> session, Map<String, Object> wallet) {
            var signed = new StringBuilder();
            wallet.forEach((name, value) -> signed.append(signed.isEmpty() ? "" : ",\n").append('"').append(name).append("\": \"")
                    .append(value).append('"'));
            return new PublishedCall(
                    path.replaceAll("<snap_name>", "snap2").replaceAll("<[^>]*>", taskId),
                    body.replaceAll("租用者分发的 ?session_id_sign", String.valueOf(session.get("session_id_sign")))
                            .replaceAll("租用者分发的 ?session_id", String.valueOf(session.get("session_id")))
                            .replaceFirst("(?m)^\\s*\\.\\.\\.$", signed.toString()));
        }
    }
}
