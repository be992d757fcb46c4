package io.trestle.clientapi.registration;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What an update did, as {@code Idempotency-Key} keeps it.
 *
 * @param version in force since
 * @param changed whether it made that version
 * @param request for the tunnel, where it asked for that again
 */
record AppliedUpdate(int version, boolean changed, @Nullable UUID request) {

    String text() {
        return version + "/" + changed + "/" + (request == null ? "" : request);
    }

    static AppliedUpdate parse(String text) {
        var parts = text.split("/", -1);
        return new AppliedUpdate(Integer.parseInt(parts[0]), Boolean.parseBoolean(parts[1]),
                parts[2].isEmpty() ? null : UUID.fromString(parts[2]));
    }
}
