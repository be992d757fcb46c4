package io.trestle.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** One who posts calls and listens on a socket, at the same replica or at another one. */
final class CallbackClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String KEY = "X-API-KEY";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final String key;
    private volatile Socket socket;

    /**
     * @param address http, of the replica that has the socket
     * @param key empty where none is needed
     */
    CallbackClient(URI address, String key) {
        this.key = key;
        open(address, "");
    }

    String id() {
        return frames.get(0).path("uuid").asText();
    }

    List<JsonNode> frames() {
        return frames.stream().filter(frame -> frame.has("seq")).toList();
    }

    List<JsonNode> told(String callback) {
        return frames().stream().map(frame -> frame.path(callback)).filter(payload -> !payload.isMissingNode()).toList();
    }

    /** @param at the replica that takes the call. @return the call's id */
    String call(URI at, String method, String body) {
        var answer = post(at, "/api/" + method + "/" + id(), body);
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + ": " + answer.body());
        }
        return answer.body().path("request_uuid").asText();
    }

    Answer post(URI at, String path, String body) {
        return send(HttpRequest.newBuilder(at.resolve(path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer delete(URI at, String path) {
        return send(HttpRequest.newBuilder(at.resolve(path)).DELETE());
    }

    Answer get(URI at, String path) {
        return send(HttpRequest.newBuilder(at.resolve(path)).GET());
    }

    JsonNode finish(String call) {
        return await().atMost(PATIENCE).until(() -> frames().stream()
                .filter(frame -> frame.path("type").asText().equals("finish") && frame.path("request_uuid").asText().equals(call))
                .findFirst(),
                java.util.Optional::isPresent).orElseThrow();
    }

    /** Goes on at this replica with what comes behind the last frame that it has. */
    void resume(URI address) {
        socket.current = false;
        var seen = frames();
        open(address, "?client_id=" + id() + "&resume=" + (seen.isEmpty() ? 0 : seen.get(seen.size() - 1).path("seq").asLong()));
    }

    private void open(URI address, String query) {
        var known = frames.size();
        socket = new Socket();
        var builder = http.newWebSocketBuilder();
        if (!key.isEmpty()) {
            builder.header(KEY, key);
        }
        socket.opened = builder.buildAsync(URI.create("ws://" + address.getAuthority() + "/ws" + query), socket).join();
        await().atMost(PATIENCE).until(() -> frames.size() > known);
    }

    private Answer send(HttpRequest.Builder request) {
        if (!key.isEmpty()) {
            request.header(KEY, key);
        }
        try {
            return Answer.of(http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        socket.opened.abort();
    }

    private final class Socket implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private volatile boolean current = true;
        private volatile WebSocket opened;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last && current) {
                frames.add(json());
            }
            from.request(1);
            return null;
        }

        private JsonNode json() {
            try {
                return JSON.readTree(text.toString());
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            } finally {
                text.setLength(0);
            }
        }
    }
}
