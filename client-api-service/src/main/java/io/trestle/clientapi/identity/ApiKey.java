package io.trestle.clientapi.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * An API key as its holder has it. 256 random bits need no slow hash: they cannot be guessed from it.
 *
 * @param text what the holder sends
 */
record ApiKey(String text) {

    static final int SHORTEST = 16;
    static final int LONGEST = 200;
    private static final int BYTES = 32;
    private static final int LOOKUP_DIGITS = 16;
    private static final int HINT_CHARACTERS = 8;

    /** So that a key is recognised where it should not be: in a repository, in a log. */
    private static final String PREFIX = "trk_";

    static ApiKey generate(RandomGenerator random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** SHA-256, hexadecimal. */
    String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    static String lookup(String hash) {
        return hash.substring(0, LOOKUP_DIGITS);
    }

    /** How its owner tells it from other keys. */
    String hint() {
        return text.substring(0, HINT_CHARACTERS);
    }

    /** In constant time. */
    static boolean same(String hash, String other) {
        return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "ApiKey[...]";
    }
}
