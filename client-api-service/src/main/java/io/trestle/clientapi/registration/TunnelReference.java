package io.trestle.clientapi.registration;

import java.util.UUID;

/** What a registration made, as {@code Idempotency-Key} keeps it: a repetition waits for the same request. */
record TunnelReference(String modelId, UUID request) {

    String text() {
        return modelId + "/" + request;
    }

    static TunnelReference parse(String text) {
        var slash = text.indexOf('/');
        return new TunnelReference(text.substring(0, slash), UUID.fromString(text.substring(slash + 1)));
    }
}
