package io.trestle.clientapi.rpc;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.Caller;

/** A running call, as its method sees it. */
public final class RpcCall {

    /** One callback. */
    public record Callback(String name, JsonNode payload) {
    }

    private final RpcRun run;
    private final RpcFrames frames;
    private @Nullable JsonNode checkpoint;

    RpcCall(RpcRun run, RpcFrames frames) {
        this.run = run;
        this.frames = frames;
        this.checkpoint = run.checkpoint();
    }

    public UUID id() {
        return run.id();
    }

    public Caller caller() {
        return run.caller();
    }

    public JsonNode parameters() {
        return run.parameters();
    }

    /** What the last {@link #send} left, in this replica or in one that died. */
    public @Nullable JsonNode checkpoint() {
        return checkpoint;
    }

    /**
     * Sends callbacks, in this order, and keeps how far the method came, both or neither.
     *
     * @return completes when they are durable; fails where another replica has taken the call over
     */
    public Uni<Void> send(List<Callback> callbacks, @Nullable JsonNode reached) {
        var made = callbacks.stream().map(callback -> Frame.callback(run.id(), callback)).toList();
        return frames.append(run, made, reached).invoke(() -> checkpoint = reached);
    }
}
