package io.trestle.dbc.nodeapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.model.compute.VmFailure;

/** What an answer means: whether the GPU node took the request, refused it, never got it, or nobody can say. */
public sealed interface NodeReply {

    ObjectMapper JSON = new ObjectMapper();

    /** Taken on; for most verbs that means queued. */
    record Accepted(JsonNode message) implements NodeReply {

        /** Details hold passwords. */
        @Override
        public String toString() {
            return "Accepted";
        }
    }

    /**
     * Not done, and not going to be.
     *
     * @param words of the node or client node
     */
    record Refused(int code, VmFailure reason, String words) implements NodeReply {
    }

    /** Not done: it never reached the GPU node, and may be sent again. */
    record NotSent(String words) implements NodeReply {
    }

    /** It may have been done, may still be done, or may be lost. */
    record Uncertain(String words) implements NodeReply {
    }

    static NodeReply of(NodeAnswer answer) {
        if (!answer.isEnvelope()) {
            return new Uncertain("status " + answer.status() + " and no answer of the API");
        }
        try {
            var json = JSON.readTree(answer.body().getBytes());
            return of(answer.status(), json.path("errcode").asInt(), json.path("message"));
        } catch (JsonProcessingException e) {
            return new Uncertain("status " + answer.status() + " and no JSON");
        } catch (java.io.IOException e) {
            throw new IllegalStateException("Bytes are always readable", e);
        }
    }

    private static NodeReply of(int status, int code, JsonNode message) {
        if (status == 200 && code == 0) {
            return new Accepted(message);
        }
        var words = words(message);
        if (status >= 500) {
            // "<verb> timeout", "rsq decrypt error1", "response parse error", "Unhandled request": the node may have acted.
            return new Uncertain(words);
        }
        // The client node could not send it; or the node could not ask the chain, which it does before anything else.
        if (status == 400 && code == -32701 || words.endsWith("query machine_status failed")) {
            return new NotSent(words);
        }
        return new Refused(code, RefusalWords.reason(code, words), words);
    }

    /** At most 1000 characters: what events may carry. */
    private static String words(JsonNode message) {
        var text = message.isTextual() ? message.asText() : message.toString();
        return text.length() > 1000 ? text.substring(0, 1000) : text;
    }
}
