package io.trestle.clientapi.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What makes two reported ends the same: how it ended, with which output, with which error. Times and logs may differ. */
final class EndDigest {

    private EndDigest() {
    }

    static byte[] of(Report.Ended ended) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(ended.end().name().getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(String.valueOf(ended.output()).getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(String.valueOf(ended.error()).getBytes(UTF_8));
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
