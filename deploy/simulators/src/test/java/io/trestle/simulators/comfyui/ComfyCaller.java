package io.trestle.simulators.comfyui;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.vertx.core.json.JsonObject;

/** A client of the simulator that has nothing in common with it. */
final class ComfyCaller {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String baseUrl;

    ComfyCaller(ComfySimulator simulator) {
        this.baseUrl = simulator.baseUrl();
    }

    HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl + path)));
    }

    HttpResponse<byte[]> post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl + path)).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<byte[]> withOrigin(String path, String origin) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl + path)).header("Origin", origin));
    }

    HttpResponse<byte[]> upload(String part, String fileName, String content, String... fields) {
        var body = new StringBuilder();
        for (var i = 0; i < fields.length; i += 2) {
            body.append("--x\r\nContent-Disposition: form-data; name=\"").append(fields[i]).append("\"\r\n\r\n").append(fields[i + 1])
                    .append("\r\n");
        }
        body.append("--x\r\nContent-Disposition: form-data; name=\"").append(part).append("\"; filename=\"").append(fileName)
                .append("\"\r\nContent-Type: image/png\r\n\r\n").append(content).append("\r\n--x--\r\n");
        return send(HttpRequest.newBuilder(URI.create(baseUrl + "/upload/image")).header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonObject json(HttpResponse<byte[]> answer) {
        return new JsonObject(new String(answer.body(), StandardCharsets.UTF_8));
    }

    Socket connect(String clientId) {
        var socket = new Socket();
        var uri = URI.create(baseUrl.replace("http", "ws") + "/ws" + (clientId.isEmpty() ? "" : "?clientId=" + clientId));
        socket.socket = http.newWebSocketBuilder().buildAsync(uri, socket).join();
        return socket;
    }

    /** Keeps every frame; a binary one as the recordings describe it. */
    static final class Socket implements WebSocket.Listener {

        private final List<JsonObject> frames = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
        private WebSocket socket;
        private boolean closed;

        void declarePreviewMetadata() {
            socket.sendText("{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}", true).join();
        }

        void abort() {
            socket.abort();
        }

        void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        synchronized List<JsonObject> frames() {
            return List.copyOf(frames);
        }

        /** Waits for the frame. */
        synchronized JsonObject await(Predicate<JsonObject> wanted) {
            var until = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < until) {
                var found = frames.stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                pause();
            }
            throw new AssertionError("Not among " + frames);
        }

        synchronized void awaitClosed() {
            var until = System.nanoTime() + PATIENCE.toNanos();
            while (!closed && System.nanoTime() < until) {
                pause();
            }
        }

        void awaitEnd(String promptId) {
            await(frame -> isEnd(frame, promptId));
        }

        static boolean isEnd(JsonObject frame, String promptId) {
            var data = frame.getJsonObject("data", new JsonObject());
            return "executing".equals(frame.getString("type")) && data.getValue("node") == null && data.containsKey("node")
                    && promptId.equals(data.getString("prompt_id"));
        }

        private void pause() {
            try {
                wait(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private synchronized void add(JsonObject frame) {
            frames.add(frame);
            notifyAll();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                add(new JsonObject(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                add(described(ByteBuffer.wrap(binary.toByteArray())));
                binary.reset();
            }
            webSocket.request(1);
            return null;
        }

        private static JsonObject described(ByteBuffer frame) {
            var event = frame.getInt();
            var described = new JsonObject().put("binary", event);
            var next = frame.getInt();
            if (event == 4) {
                var meta = new byte[next];
                frame.get(meta);
                described.put("meta", new JsonObject(new String(meta, StandardCharsets.UTF_8)));
            } else {
                described.put("format", next);
            }
            var magic = new byte[4];
            frame.get(magic);
            return described.put("magic", HexFormat.of().formatHex(magic));
        }

        @Override
        public synchronized void onError(WebSocket webSocket, Throwable error) {
            closed = true;
            notifyAll();
        }

        @Override
        public synchronized CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed = true;
            notifyAll();
            return null;
        }
    }
}
