package io.trestle.clientapi.file.store;

import java.nio.ByteBuffer;
import java.util.List;

import io.smallrye.mutiny.Uni;

/** An object that is being written. One call at a time. */
public interface Draft {

    /** Appends; the bytes may be reused when it completes. */
    Uni<Void> write(List<ByteBuffer> bytes);

    /**
     * Makes the object visible, whole, and safe from a loss of power.
     *
     * @return its key
     */
    Uni<String> keep();

    /** Leaves nothing behind. Never fails: what cannot be removed now is found by {@link FileStore#dropAbandoned}. */
    Uni<Void> drop();
}
