package io.trestle.comfy.comfyuiapi;

import java.util.function.Consumer;

import io.vertx.core.http.WebSocket;

/**
 * An open connection. It is always read at once, whatever becomes of the frames: a reader that stalls stops the frames of everybody on that
 * server.
 */
public final class ComfySocket {

    /** The first text frame, if it is this one, asks for previews that say whose they are. */
    private static final String FLAGS = "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}";

    private final WebSocket socket;
    private final String clientId;

    ComfySocket(WebSocket socket, String clientId) {
        this.socket = socket;
        this.clientId = clientId;
        socket.pause();
    }

    /** What prompts are submitted with whose frames are to arrive here. */
    public String clientId() {
        return clientId;
    }

    /** Starts reading. Both run on the context that connected. */
    public void listen(Consumer<ComfyFrame> frames, Runnable closed) {
        socket.textMessageHandler(text -> {
            var frame = FrameReader.text(text);
            if (frame != null) {
                frames.accept(frame);
            }
        });
        socket.binaryMessageHandler(bytes -> {
            var frame = FrameReader.binary(bytes);
            if (frame != null) {
                frames.accept(frame);
            }
        });
        socket.exceptionHandler(failure -> socket.close());
        socket.closeHandler(nothing -> closed.run());
        socket.resume();
        socket.writeTextMessage(FLAGS);
    }

    /** A sign of life of our own: ComfyUI sends none. */
    public void ping() {
        if (!socket.isClosed()) {
            socket.writePing(io.vertx.core.buffer.Buffer.buffer("trestle"));
        }
    }

    public void close() {
        socket.close();
    }
}
