package io.trestle.simulators.comfyui;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.comfyui.run.Wire;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * The WebSockets of one process with ComfyUI's two defects: one loop writes to all of them and waits for the slowest reader, and a socket
 * that closes takes away the newer one of the same client id.
 */
final class Sockets implements Wire {

    /** A socket and the TCP connection below it. */
    private record Open(ServerWebSocket socket, Runnable cut) {
    }

    private record Outgoing(Open to, Object frame) {
    }

    private static final int PREVIEW = 1;
    private static final int JPEG = 1;
    private static final int PNG = 2;
    private static final int PREVIEW_WITH_METADATA = 4;

    private final JsonObject features;
    private final Map<String, Open> sockets = new LinkedHashMap<>();
    private final Set<Open> all = new HashSet<>();
    private final Set<String> wantMetadata = new HashSet<>();
    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private boolean waiting;
    private boolean stalled;

    Sockets(JsonObject features) {
        this.features = features;
    }

    /** @param cut ends the connection without a closing frame */
    void connect(String sid, ServerWebSocket socket, Runnable cut) {
        var open = new Open(socket, cut);
        sockets.put(sid, open);
        all.add(open);
        var first = new boolean[]{true};
        socket.textMessageHandler(text -> {
            if (first[0]) {
                first[0] = false;
                declare(sid, text);
            }
        });
        socket.closeHandler(nothing -> {
            all.remove(open);
            // By client id: whoever has it now goes silent.
            sockets.remove(sid);
            wantMetadata.remove(sid);
        });
    }

    private void declare(String sid, String text) {
        try {
            var message = new JsonObject(text);
            if ("feature_flags".equals(message.getString("type"))) {
                if (message.getJsonObject("data", new JsonObject()).getBoolean("supports_preview_metadata", false)) {
                    wantMetadata.add(sid);
                }
                send(sid, "feature_flags", features);
            }
        } catch (DecodeException | ClassCastException e) {
            // The server does not mind what clients say.
        }
    }

    int count() {
        return all.size();
    }

    /** While true, nobody gets anything: what one reader that has stopped does to all. */
    void stall(boolean now) {
        stalled = now;
        pump();
    }

    @Override
    public void send(@Nullable String sid, String type, JsonObject data) {
        enqueue(sid, new JsonObject().put("type", type).put("data", data).encode());
    }

    @Override
    public void preview(@Nullable String sid, JsonObject metadata, Buffer image) {
        if (sid != null && wantMetadata.contains(sid)) {
            var text = metadata.encode().getBytes(StandardCharsets.UTF_8);
            enqueue(sid, Buffer.buffer().appendInt(PREVIEW_WITH_METADATA).appendInt(text.length).appendBytes(text).appendBuffer(image));
        } else {
            var format = "image/png".equals(metadata.getString("image_type")) ? PNG : JPEG;
            enqueue(sid, Buffer.buffer().appendInt(PREVIEW).appendInt(format).appendBuffer(image));
        }
    }

    @Override
    public boolean wantsMetadata(@Nullable String sid) {
        return sid != null && wantMetadata.contains(sid);
    }

    @Override
    public void disconnect() {
        new ArrayList<>(all).forEach(open -> open.cut.run());
    }

    private void enqueue(@Nullable String sid, Object frame) {
        if (sid == null) {
            sockets.values().forEach(open -> outgoing.add(new Outgoing(open, frame)));
        } else if (sockets.containsKey(sid)) {
            outgoing.add(new Outgoing(sockets.get(sid), frame));
        }
        pump();
    }

    private void pump() {
        while (!waiting && !stalled && !outgoing.isEmpty()) {
            var next = outgoing.poll();
            var socket = next.to.socket;
            if (socket.isClosed()) {
                continue;
            }
            if (next.frame instanceof String text) {
                socket.writeTextMessage(text);
            } else {
                socket.writeBinaryMessage((Buffer) next.frame);
            }
            if (socket.writeQueueFull()) {
                waiting = true;
                socket.drainHandler(nothing -> goOn());
                socket.endHandler(nothing -> goOn());
            }
        }
    }

    private void goOn() {
        waiting = false;
        pump();
    }
}
