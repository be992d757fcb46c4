package io.trestle.runtime.outbound;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * The answer of a user-supplied address, whole.
 *
 * @param body not longer than the policy allows
 */
public record OutboundResponse(int status, MultiMap headers, Buffer body) {

    @Override
    public String toString() {
        return "OutboundResponse[" + status + ", " + body.length() + " bytes]";
    }
}
