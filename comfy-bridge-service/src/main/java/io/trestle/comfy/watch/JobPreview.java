package io.trestle.comfy.watch;

import io.vertx.core.buffer.Buffer;

/** A picture of work in progress. */
public record JobPreview(String jobId, String mediaType, Buffer image) {
}
