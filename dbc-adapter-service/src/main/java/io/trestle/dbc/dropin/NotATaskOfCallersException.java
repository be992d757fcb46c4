package io.trestle.dbc.dropin;

import io.trestle.dbc.nodeapi.NodeAnswer;
import io.vertx.core.json.DecodeException;

/** The VM is not the caller's, or cannot be shown to be. */
final class NotATaskOfCallersException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotATaskOfCallersException(String message) {
        super(message);
    }

    /** In the node's words where it had some: an expired rental is not a missing VM. */
    static NotATaskOfCallersException from(NodeAnswer answer) {
        try {
            var json = answer.body().toJsonObject();
            if (json.getInteger("errcode", 0) != 0 && json.getValue("message") instanceof String words) {
                return new NotATaskOfCallersException(words);
            }
        } catch (DecodeException | ClassCastException brokenAnswer) {
            // Then in ours.
        }
        return new NotATaskOfCallersException("task_id not exist");
    }
}
