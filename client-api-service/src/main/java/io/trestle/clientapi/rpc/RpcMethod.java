package io.trestle.clientapi.rpc;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.Caller;

/** One method that clients can call. A bean; each is served at {@code POST /api/<name>/<client>}. */
public interface RpcMethod {

    /** What stands in the path: lower case letters, digits and underscores. */
    String name();

    /** One sentence for {@code GET /api/methods}. */
    String description();

    /** The names of all callbacks that {@link #run} may send. Never {@code type}, {@code request_uuid} or {@code seq}, which are members of every frame. */
    List<String> callbacks();

    /** A JSON Schema (2020-12) of the call's body. A body that breaks it never reaches {@link #run}. */
    JsonNode parameters();

    /** What the start answer says in words. */
    String startMessage();

    /**
     * Refuses a call before it starts, where that can be told at once.
     *
     * @return fails with a {@code ProblemException}, which becomes the answer to the POST
     */
    default Uni<Void> check(Caller caller, JsonNode parameters) {
        return Uni.createFrom().voidItem();
    }

    /**
     * Runs the call, or goes on with it after {@link RpcCall#checkpoint()}: it may run again on another replica, at any point, but only what it sent
     * with {@link RpcCall#send} counts. Cancelled when the client cancels.
     *
     * @return the members of the finish frame; a {@code ProblemException} becomes its {@code error}
     */
    Uni<? extends JsonNode> run(RpcCall call);

    /**
     * Undoes what a call made, before its client is told that it is cancelled. Not called where the call had not begun; may run again on another
     * replica.
     */
    default Uni<Void> cancelled(RpcCall call) {
        return Uni.createFrom().voidItem();
    }

    /** Reads a schema from a method's own source text. */
    static JsonNode schema(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A method's schema is not JSON", e);
        }
    }
}
