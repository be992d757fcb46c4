package io.trestle.clientapi.file.store;

import java.nio.file.Path;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/** Bytes to send. */
public sealed interface FileContent {

    /** Part of a file on this machine, which the kernel can send by itself. */
    record OnDisk(Path file, long from, long length) implements FileContent {
    }

    /** Bytes that come from elsewhere, as fast as they are asked for. */
    record Streamed(Multi<Buffer> chunks) implements FileContent {
    }
}
