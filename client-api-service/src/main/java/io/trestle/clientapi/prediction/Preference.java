package io.trestle.clientapi.prediction;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The {@code Prefer} header (RFC 7240), as far as it is understood here; what is not, is ignored as the RFC says.
 *
 * @param patience how long the answer may wait for the end; zero: not at all
 */
record Preference(boolean respondAsync, Duration patience) {

    private static final int MAX_DIGITS = 6;

    static Preference of(@Nullable String header, Duration longest) {
        var async = false;
        var patience = Duration.ZERO;
        for (var preference : Arrays.asList((header == null ? "" : header).toLowerCase(Locale.ROOT).split(",", 20))) {
            var name = preference.split(";", 2)[0].strip();
            if (name.equals("respond-async")) {
                async = true;
            } else if (name.equals("wait")) {
                patience = longest;
            } else if (name.matches("wait\\s*=\\s*\"?[0-9]{1," + MAX_DIGITS + "}\"?")) {
                patience = Duration.ofSeconds(Long.parseLong(name.replaceAll("[^0-9]", "")));
            }
        }
        return new Preference(async, patience.compareTo(longest) > 0 ? longest : patience);
    }
}
