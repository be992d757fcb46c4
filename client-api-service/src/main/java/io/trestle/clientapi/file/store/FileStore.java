package io.trestle.clientapi.file.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Keeps bytes under keys of its own making. Nothing here blocks, and results arrive on any thread. Fails with {@link FileStoreException}.
 */
public interface FileStore {

    /** Stands for a size that is not known beforehand. */
    long UNKNOWN = -1;

    /**
     * Begins an object that nobody sees before {@link Draft#keep()}.
     *
     * @param size how many bytes will come, or {@link #UNKNOWN}
     */
    Uni<Draft> begin(long size);

    Uni<Boolean> has(String key);

    /**
     * @param from offset of the first byte
     * @param length how many bytes from there, all of which must be there
     * @return null where there is no such object
     */
    Uni<@Nullable FileContent> open(String key, long from, long length);

    /** Also where there is no such object. */
    Uni<Void> delete(String key);

    /** Keys of objects that have been kept before this moment. */
    Multi<String> keptBefore(Instant moment);

    /**
     * Drops what processes that died had begun.
     *
     * @param moment nothing was written to them since then
     * @return how many they were
     */
    Uni<Integer> dropAbandoned(Instant moment);
}
