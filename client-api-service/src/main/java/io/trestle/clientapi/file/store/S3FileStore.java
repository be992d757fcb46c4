package io.trestle.clientapi.file.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

import mutiny.zero.flow.adapters.AdaptersToFlow;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/**
 * A bucket. A draft is a multipart upload, which nobody sees before it is completed; what is left of dead ones is found by listing them.
 */
final class S3FileStore implements FileStore, AutoCloseable {

    private final S3AsyncClient client;
    private final String bucket;
    private final String prefix;
    private final int partSize;
    private final Supplier<UUID> ids;

    S3FileStore(S3AsyncClient client, FileStoreConfig.S3 config, Supplier<UUID> ids) {
        this.client = client;
        this.bucket = config.bucket();
        this.prefix = config.prefix();
        this.partSize = Math.toIntExact(config.partSize().asLongValue());
        this.ids = ids;
    }

    @Override
    public Uni<Draft> begin(long size) {
        return Uni.createFrom().item(() -> new S3Draft(client, bucket, prefix + ids.get(), partSize));
    }

    @Override
    public Uni<Boolean> has(String key) {
        return call(() -> client.headObject(request -> request.bucket(bucket).key(key))).map(head -> true)
                .onFailure(NoSuchKeyException.class).recoverWithItem(false)
                .onFailure(S3FileStore::isOfSdk).transform(S3FileStore::failed);
    }

    @Override
    public Uni<@Nullable FileContent> open(String key, long from, long length) {
        if (length == 0) {
            // no range of S3 names no bytes
            return has(key).map(there -> there ? new FileContent.Streamed(Multi.createFrom().empty()) : null);
        }
        return call(() -> client.getObject(request -> request.bucket(bucket).key(key).range("bytes=" + from + "-" + (from + length - 1)),
                AsyncResponseTransformer.<GetObjectResponse>toPublisher()))
                .<@Nullable FileContent>map(bytes -> new FileContent.Streamed(
                        Multi.createFrom().publisher(AdaptersToFlow.publisher(bytes)).map(S3FileStore::buffer)))
                .onFailure(NoSuchKeyException.class).recoverWithNull()
                .onFailure(S3FileStore::isOfSdk).transform(S3FileStore::failed);
    }

    @Override
    public Uni<Void> delete(String key) {
        return call(() -> client.deleteObject(request -> request.bucket(bucket).key(key))).replaceWithVoid()
                .onFailure(S3FileStore::isOfSdk).transform(S3FileStore::failed);
    }

    @Override
    public Multi<String> keptBefore(Instant moment) {
        return Multi.createFrom()
                .publisher(AdaptersToFlow
                        .publisher(client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents()))
                .select().where(object -> object.lastModified().isBefore(moment))
                .map(object -> object.key())
                .onFailure(S3FileStore::isOfSdk).transform(S3FileStore::failed);
    }

    @Override
    public Uni<Integer> dropAbandoned(Instant moment) {
        return Multi.createFrom()
                .publisher(AdaptersToFlow
                        .publisher(client.listMultipartUploadsPaginator(request -> request.bucket(bucket).prefix(prefix)).uploads()))
                .select().where(upload -> upload.initiated().isBefore(moment))
                .onItem().transformToUniAndConcatenate(this::abort)
                .collect().with(Collectors.summingInt(aborted -> 1))
                .onFailure(S3FileStore::isOfSdk).transform(S3FileStore::failed);
    }

    /** Another replica may be quicker. */
    private Uni<String> abort(MultipartUpload upload) {
        return call(() -> client
                .abortMultipartUpload(request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())))
                .replaceWith(upload.uploadId())
                .onFailure(NoSuchUploadException.class).recoverWithItem(upload.uploadId());
    }

    /** A call of the SDK, with its own failure instead of a wrapper. */
    static <T> Uni<T> call(Supplier<CompletableFuture<T>> call) {
        return Uni.createFrom().completionStage(call)
                .onFailure(failure -> failure instanceof CompletionException && failure.getCause() != null)
                .transform(failure -> failure.getCause());
    }

    /** What the SDK streams fails with a wrapper. */
    static boolean isOfSdk(Throwable failure) {
        return failure instanceof SdkException || failure.getCause() instanceof SdkException;
    }

    static FileStoreException failed(Throwable failure) {
        return new FileStoreException("The bucket of the file store cannot be used", failure);
    }

    private static Buffer buffer(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Buffer.buffer(copy);
    }

    @Override
    public void close() {
        client.close();
    }
}
