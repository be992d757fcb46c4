package io.trestle.dbc.nodeapi;

import io.vertx.core.buffer.Buffer;

/** An HTTP answer of the client node, as it came. */
public record NodeAnswer(int status, Buffer body) {

    /** Bodies hold passwords. */
    @Override
    public String toString() {
        return "NodeAnswer[" + status + ", " + body.length() + " bytes]";
    }
}
