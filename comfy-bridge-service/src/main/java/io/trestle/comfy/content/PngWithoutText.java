package io.trestle.comfy.content;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * Passes a PNG on without its chunks of text and EXIF; the picture's own chunks stay as they are, byte for byte. What is no PNG passes
 * untouched.
 */
public final class PngWithoutText implements WriteStream<Buffer> {

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int HEAD = 8;
    private static final int CRC = 4;
    private static final Set<String> TEXT = Set.of("tEXt", "zTXt", "iTXt", "eXIf");

    private final WriteStream<Buffer> target;
    /** The beginning of a chunk, or of the file, that is not whole yet. */
    private Buffer head = Buffer.buffer(HEAD);
    private boolean begun;
    private boolean untouched;
    /** Of the chunk that is being read. */
    private long left;
    private boolean dropped;

    public PngWithoutText(WriteStream<Buffer> target) {
        this.target = target;
    }

    private Buffer filtered(Buffer data) {
        if (untouched) {
            return data;
        }
        var kept = Buffer.buffer(data.length() + HEAD);
        var at = 0;
        while (at < data.length()) {
            if (left > 0) {
                var now = (int) Math.min(left, data.length() - at);
                if (!dropped) {
                    kept.appendBuffer(data, at, now);
                }
                left -= now;
                at += now;
            } else {
                var now = Math.min(HEAD - head.length(), data.length() - at);
                head.appendBuffer(data, at, now);
                at += now;
                if (head.length() == HEAD) {
                    begin(kept);
                    if (untouched) {
                        return kept.appendBuffer(data, at, data.length() - at);
                    }
                }
            }
        }
        return kept;
    }

    private void begin(Buffer kept) {
        if (begun) {
            left = head.getUnsignedInt(0) + CRC;
            dropped = TEXT.contains(head.getString(4, HEAD));
        } else {
            begun = true;
            untouched = head.getLong(0) != SIGNATURE;
            dropped = false;
        }
        if (!dropped) {
            kept.appendBuffer(head);
        }
        head = Buffer.buffer(HEAD);
    }

    @Override
    public Future<Void> write(Buffer data) {
        var kept = filtered(data);
        return kept.length() == 0 ? Future.succeededFuture() : target.write(kept);
    }

    @Override
    public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
        write(data).onComplete(handler);
    }

    /** What came too short to be anything is passed on as it is. */
    @Override
    public void end(Handler<AsyncResult<Void>> handler) {
        (head.length() == 0 ? target.end() : target.end(head)).onComplete(handler);
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        target.exceptionHandler(handler);
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        target.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return target.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        target.drainHandler(handler);
        return this;
    }
}
