package io.trestle.e2e.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Bytes that are made as they are read. */
final class Bytes extends InputStream {

    private static final int BLOCK = 1 << 20;

    private final byte[] block = new byte[BLOCK];
    private final long size;
    private final long pauseMillis;
    private long given;

    private Bytes(long seed, long size, long pauseMillis) {
        new Random(seed).nextBytes(block);
        this.size = size;
        this.pauseMillis = pauseMillis;
    }

    static InputStream of(long seed, long size) {
        return new Bytes(seed, size, 0);
    }

    /** Comes in pieces of 64 KiB with a pause before each, as over a slow line. */
    static InputStream slow(long seed, long size, long pauseMillis) {
        return new Bytes(seed, size, pauseMillis);
    }

    static String sha256(InputStream bytes) {
        try (bytes) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[BLOCK];
            for (var read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (given == size) {
            return -1;
        }
        var from = (int) (given % BLOCK);
        var count = (int) Math.min(Math.min(length, pauseMillis > 0 ? 64 << 10 : BLOCK), Math.min(BLOCK - from, size - given));
        pause();
        System.arraycopy(block, from, target, offset, count);
        given += count;
        return count;
    }

    private void pause() {
        if (pauseMillis > 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
