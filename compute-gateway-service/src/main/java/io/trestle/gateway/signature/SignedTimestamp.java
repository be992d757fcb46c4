package io.trestle.gateway.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The Unix time that a wallet signs to sign in.
 *
 * @param text as it was signed: another spelling of the same number is another text
 * @param seconds the number
 */
public record SignedTimestamp(String text, long seconds) {

    /** No sign, space, fraction, leading zero or foreign digit; twelve digits last for 30,000 years and cannot overflow. */
    private static final Pattern ACCEPTED = Pattern.compile("[1-9][0-9]{0,11}");

    public static @Nullable SignedTimestamp parse(@Nullable String text) {
        return text == null || !ACCEPTED.matcher(text).matches() ? null : new SignedTimestamp(text, Long.parseLong(text));
    }

    /** Both ways: a time in the future would be a signature for later. */
    public boolean isWithin(Duration window, Instant now) {
        return Math.abs(seconds - now.getEpochSecond()) <= window.toSeconds();
    }
}
