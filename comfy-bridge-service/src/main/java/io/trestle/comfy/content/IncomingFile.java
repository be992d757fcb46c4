package io.trestle.comfy.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.WriteStream;

/**
 * What is being written to a file, with its hash and size. As long as it is small it stays in memory, to be written in one go by whoever takes
 * it; what grows goes to the file as it comes.
 */
final class IncomingFile implements WriteStream<Buffer> {

    /** Most previews and thumbnails, and no photograph. */
    private static final int SMALL = 128 << 10;

    private final Vertx vertx;
    private final String path;
    private final MessageDigest digest;
    private Buffer held = Buffer.buffer();
    private long size;
    private boolean opening;
    private @Nullable AsyncFile file;
    private @Nullable Handler<Void> drained;
    private @Nullable Handler<Throwable> failed;
    private @Nullable Future<AsyncFile> opened;

    IncomingFile(Vertx vertx, String path) {
        this.vertx = vertx;
        this.path = path;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    StoredContent content() {
        return new StoredContent(HexFormat.of().formatHex(digest.digest()), size);
    }

    /** All of it, where it never grew; null where it is in the file. */
    @Nullable
    Buffer inMemory() {
        return opened == null ? held : null;
    }

    /** Also when nobody wrote, and after the end. */
    Future<Void> close() {
        return opened == null ? Future.succeededFuture() : opened.compose(one -> one.close()).otherwiseEmpty();
    }

    @Override
    public Future<Void> write(Buffer data) {
        digest.update(data.getBytes());
        size += data.length();
        if (file != null) {
            return file.write(data);
        }
        held.appendBuffer(data);
        return held.length() > SMALL && !opening ? open() : Future.succeededFuture();
    }

    private Future<Void> open() {
        opening = true;
        opened = vertx.fileSystem().open(path, new OpenOptions().setWrite(true).setCreate(true));
        return opened.compose(ready -> {
            ready.exceptionHandler(failed).drainHandler(drained);
            var all = held;
            held = Buffer.buffer();
            file = ready;
            opening = false;
            var written = ready.write(all);
            if (drained != null && !ready.writeQueueFull()) {
                drained.handle(null);
            }
            return written;
        });
    }

    @Override
    public void write(Buffer data, @Nullable Handler<AsyncResult<Void>> handler) {
        var written = write(data);
        if (handler != null) {
            written.onComplete(handler);
        }
    }

    @Override
    public void end(@Nullable Handler<AsyncResult<Void>> handler) {
        var ended = opened == null ? Future.<Void>succeededFuture() : opened.compose(ready -> {
            var promise = Promise.<Void>promise();
            ready.end(promise);
            return promise.future();
        });
        if (handler != null) {
            ended.onComplete(handler);
        }
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        if (file != null) {
            file.exceptionHandler(handler);
        }
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        if (file != null) {
            file.setWriteQueueMaxSize(maxSize);
        }
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return opening || file != null && file.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        drained = handler;
        if (file != null) {
            file.drainHandler(handler);
        }
        return this;
    }
}
