package io.trestle.clientapi.file;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The SHA-256 of bytes that come one after another; off the event loop, which a long file would keep busy for seconds. */
final class ContentHash {

    private final MessageDigest digest;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    /** One call at a time. */
    Uni<Void> update(List<ByteBuffer> bytes) {
        return Uni.createFrom().voidItem().invoke(() -> bytes.forEach(digest::update))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Once, at the end. */
    String hexadecimal() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
