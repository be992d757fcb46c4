package io.trestle.clientapi.file;

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
 */
public record UploadedFile(String hash, String name, long size, String mediaType, @Nullable String predictionId, Instant createdAt) {

    static final String ROOT = "/pc/client-api/files";

    /** Below the address of the service. */
    public String path() {
        return ROOT + "/" + hash + "/" + FileName.encoded(name);
    }
}
