package io.trestle.clientapi.file.store;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Fills one part while the one before is sent. What fits in one part is sent as an object at once. */
final class S3Draft implements Draft {

    private static final Logger LOG = Logger.getLogger(S3Draft.class);
    /** Small files need no whole part of memory. */
    private static final int FIRST_ROOM = 64 << 10;

    private final S3AsyncClient client;
    private final String bucket;
    private final String key;
    private final int partSize;
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] filling;
    private int filled;
    private int sent;
    private @Nullable String uploadId;
    private boolean kept;
    private Uni<Void> sending = Uni.createFrom().voidItem();

    S3Draft(S3AsyncClient client, String bucket, String key, int partSize) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.partSize = partSize;
        this.filling = new byte[Math.min(FIRST_ROOM, partSize)];
    }

    @Override
    public Uni<Void> write(List<ByteBuffer> bytes) {
        return Multi.createFrom().iterable(bytes)
                .onItem().transformToUniAndConcatenate(this::write)
                .collect().last().replaceWithVoid()
                .onFailure(S3FileStore::isOfSdk).transform(S3FileStore::failed);
    }

    private Uni<Void> write(ByteBuffer bytes) {
        take(bytes);
        return bytes.hasRemaining() ? sendPart().chain(() -> write(bytes)) : Uni.createFrom().voidItem();
    }

    private void take(ByteBuffer bytes) {
        var count = Math.min(bytes.remaining(), partSize - filled);
        if (filled + count > filling.length) {
            filling = Arrays.copyOf(filling, Math.min(partSize, Math.max(filled + count, 2 * filling.length)));
        }
        bytes.get(filling, filled, count);
        filled += count;
    }

    /** Waits for the part before, then begins this one; it is awaited by the next. */
    private Uni<Void> sendPart() {
        var number = ++sent;
        var part = filled == filling.length ? filling : Arrays.copyOf(filling, filled);
        filling = new byte[partSize];
        filled = 0;
        return sending.chain(this::begun).invoke(id -> sending = part(id, number, part).memoize().indefinitely())
                // begins it now; a failure is seen by whoever waits for it
                .invoke(() -> sending.subscribe().with(done -> {
                }, failure -> LOG.debugf("Part %d of %s failed: %s", number, key, failure)))
                .replaceWithVoid();
    }

    private Uni<String> begun() {
        if (uploadId != null) {
            return Uni.createFrom().item(uploadId);
        }
        return S3FileStore.call(() -> client.createMultipartUpload(request -> request.bucket(bucket).key(key)))
                .map(created -> created.uploadId())
                .invoke(id -> uploadId = id);
    }

    private Uni<Void> part(String id, int number, byte[] bytes) {
        return S3FileStore.call(() -> client.uploadPart(request -> request.bucket(bucket).key(key).uploadId(id).partNumber(number),
                AsyncRequestBody.fromBytesUnsafe(bytes)))
                .invoke(done -> parts.add(CompletedPart.builder().partNumber(number).eTag(done.eTag()).build()))
                .replaceWithVoid();
    }

    @Override
    public Uni<String> keep() {
        return (sent == 0 ? put() : sendPart().chain(() -> sending).chain(this::complete))
                .invoke(() -> kept = true)
                .replaceWith(key)
                .onFailure(S3FileStore::isOfSdk).transform(S3FileStore::failed);
    }

    private Uni<Void> put() {
        return S3FileStore.call(() -> client.putObject(request -> request.bucket(bucket).key(key),
                AsyncRequestBody.fromBytes(Arrays.copyOf(filling, filled)))).replaceWithVoid();
    }

    private Uni<Void> complete() {
        return S3FileStore.call(() -> client.completeMultipartUpload(request -> request.bucket(bucket).key(key)
                .uploadId(requireNonNull(uploadId)).multipartUpload(upload -> upload.parts(parts)))).replaceWithVoid();
    }

    @Override
    public Uni<Void> drop() {
        if (kept) {
            return Uni.createFrom().voidItem();
        }
        return sending.onFailure().recoverWithNull()
                .chain(() -> uploadId == null ? Uni.createFrom().voidItem() : abort(uploadId))
                .onFailure().recoverWithItem(failure -> {
                    LOG.warnf(failure, "Draft %s is left to the sweep", key);
                    return null;
                });
    }

    private Uni<Void> abort(String id) {
        return S3FileStore.call(() -> client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id)))
                .invoke(() -> uploadId = null)
                .replaceWithVoid();
    }
}
