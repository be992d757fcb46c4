package io.trestle.simulators.comfyui.run;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Where frames go. */
public interface Wire {

    /** @param sid null for every socket */
    void send(@Nullable String sid, String type, JsonObject data);

    /** A picture of the type that the metadata name, in the form that the socket asked for. */
    void preview(@Nullable String sid, JsonObject metadata, Buffer image);

    /** Whether the socket declared {@code supports_preview_metadata}; such a one gets its preview before the {@code progress}. */
    boolean wantsMetadata(@Nullable String sid);

    /** Ends every connection without a word. */
    void disconnect();
}
