package io.trestle.clientapi.rpc;

import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.runtime.problem.ProblemException;

/**
 * The frames of the third seed. A frame is stored without its number, which the database gives it; {@link #numbered} puts it in.
 *
 * @param seq from 1, without gaps within a client
 */
record Frame(long seq, String json) {

    static String callback(UUID request, RpcCall.Callback callback) {
        return of("callback", request).<ObjectNode>set(callback.name(), callback.payload()).toString();
    }

    static String finish(UUID request, JsonNode result) {
        var frame = of("finish", request);
        result.properties().forEach(member -> frame.set(member.getKey(), member.getValue()));
        return frame.toString();
    }

    static String failure(UUID request, ProblemException problem) {
        var frame = of("finish", request);
        var error = frame.putObject("error").put("code", problem.type().slug()).put("message", problem.detail());
        problem.members().forEach(error::putPOJO);
        return frame.toString();
    }

    static String cancellation(UUID request) {
        var frame = of("finish", request);
        frame.putObject("error").put("code", "cancelled").put("message", "The call was cancelled");
        return frame.toString();
    }

    /** The first frame of every socket. */
    static String uuid(UUID client, boolean resumed) {
        return JsonNodeFactory.instance.objectNode().put("type", "uuid").put("uuid", client.toString()).put("resumed", resumed).toString();
    }

    String numbered() {
        return "{\"seq\":" + seq + "," + json.substring(1);
    }

    private static ObjectNode of(String type, UUID request) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("request_uuid", request.toString());
    }
}
