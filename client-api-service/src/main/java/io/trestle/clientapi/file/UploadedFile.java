package io.trestle.clientapi.file;

import java.net.URI;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A file of a tenant.
 *
 * @param hash SHA-256 of its bytes, hexadecimal
 * @param name see {@link FileName}
 * @param size bytes
 * @param mediaType as the uploader said, or as its name says
 * @param predictionId the prediction that it is an output of, where the uploader said so
 * @param origin what its address begins with, as its uploader was told
 */
public record UploadedFile(String hash, String name, long size, String mediaType, @Nullable String predictionId, String origin,
        Instant createdAt) {

    static final String ROOT = "/pc/client-api/files";

    /** Absolute and without a query, because a worker takes a relative one as it is, and cuts a query off. */
    public URI url() {
        return URI.create(origin + ROOT + "/" + hash + "/" + FileName.encoded(name));
    }
}
