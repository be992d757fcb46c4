package io.trestle.clientapi.file;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.trestle.clientapi.file.store.Draft;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * Takes one body from its connection to a draft. What arrives while a batch is hashed and written becomes the next batch; beyond
 * {@link #WINDOW} chunks the connection is not read, so that the client waits. All of its state is touched on one event loop only.
 */
final class BodyTransfer implements MultiSubscriber<Buffer> {

    /** Chunks in memory, of up to 64 KiB ({@code quarkus.http.limits.max-chunk-size}). */
    private static final int WINDOW = 32;
    /** What must arrive within the patience. */
    private static final long PROGRESS = 16 << 10;

    private final Vertx vertx;
    private final Draft draft;
    private final Duration patience;
    private final ContentHash hash = new ContentHash();
    private List<Buffer> waiting = new ArrayList<>();
    private long size;
    private long sizeAtLastLook;
    private boolean writing;
    private boolean heldBack;
    private boolean ended;
    private long timer;
    private @Nullable Throwable failure;
    private @Nullable Subscription subscription;
    private @Nullable UniEmitter<? super Received> result;

    BodyTransfer(Vertx vertx, Draft draft, Duration patience) {
        this.vertx = vertx;
        this.draft = draft;
        this.patience = patience;
    }

    /**
     * What arrived.
     *
     * @param hash SHA-256, hexadecimal
     */
    record Received(String hash, long size) {
    }

    /** To be subscribed to on the event loop of the request. It ends when the draft is no longer being written. */
    Uni<Received> run(Multi<Buffer> body) {
        return Uni.createFrom().emitter(emitter -> {
            result = emitter;
            timer = vertx.setPeriodic(patience.toMillis(), id -> look());
            body.subscribe().withSubscriber(this);
        });
    }

    @Override
    public void onSubscribe(Subscription chunks) {
        subscription = chunks;
        chunks.request(WINDOW);
    }

    @Override
    public void onItem(Buffer chunk) {
        size += chunk.length();
        waiting.add(chunk);
        proceed();
    }

    @Override
    public void onCompletion() {
        ended = true;
        proceed();
    }

    @Override
    public void onFailure(Throwable cause) {
        stop(cause);
    }

    private void stop(Throwable cause) {
        if (!ended) {
            ended = true;
            failure = cause;
            waiting = new ArrayList<>();
            requireNonNull(subscription).cancel();
            proceed();
        }
    }

    private void proceed() {
        if (writing) {
            return;
        }
        if (!waiting.isEmpty()) {
            write(waiting);
        } else if (ended) {
            finish();
        }
    }

    private void write(List<Buffer> batch) {
        waiting = new ArrayList<>();
        writing = true;
        var done = Uni.combine().all().unis(hash.update(views(batch)), draft.write(views(batch))).discardItems();
        CallerContext.returnTo(done).subscribe().with(nothing -> written(batch.size()), this::writeFailed);
    }

    /** Of the same bytes, with a position of their own. */
    private static List<ByteBuffer> views(List<Buffer> batch) {
        return batch.stream().map(chunk -> chunk.getByteBuf().nioBuffer()).toList();
    }

    private void written(int chunks) {
        writing = false;
        heldBack |= chunks + waiting.size() >= WINDOW;
        if (!ended) {
            requireNonNull(subscription).request(chunks);
        }
        proceed();
    }

    private void writeFailed(Throwable cause) {
        writing = false;
        if (ended && failure == null) {
            failure = cause;
            waiting = new ArrayList<>();
        }
        stop(cause);
        proceed();
    }

    private void finish() {
        vertx.cancelTimer(timer);
        var emitter = requireNonNull(result);
        if (failure == null) {
            emitter.complete(new Received(hash.hexadecimal(), size));
        } else {
            emitter.fail(failure);
        }
    }

    /** A client that trickles keeps a place from others. A client that waits for a slow disk does not trickle. */
    private void look() {
        if (!writing && !heldBack && size - sizeAtLastLook < PROGRESS) {
            stop(new ProblemException(ProblemType.REQUEST_TIMEOUT, "The upload brought less than " + PROGRESS + " bytes in "
                    + patience.toSeconds() + " s"));
        }
        sizeAtLastLook = size;
        heldBack = false;
    }
}
