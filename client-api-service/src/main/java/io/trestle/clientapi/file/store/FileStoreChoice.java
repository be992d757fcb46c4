package io.trestle.clientapi.file.store;

import java.util.UUID;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The store that the configuration names. */
class FileStoreChoice {

    @Produces
    @Singleton
    FileStore store(FileStoreConfig config) {
        return switch (config.store()) {
            case LOCAL -> new LocalFileStore(config.directory(), config.keepFree().asLongValue(), UUID::randomUUID);
            case S3 -> new S3FileStore(S3Client.of(config.s3()), config.s3(), UUID::randomUUID);
        };
    }

    void close(@Disposes FileStore store) {
        if (store instanceof S3FileStore bucket) {
            bucket.close();
        }
    }
}
