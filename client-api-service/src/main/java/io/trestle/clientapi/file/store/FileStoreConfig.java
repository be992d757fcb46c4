package io.trestle.clientapi.file.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where files are kept. */
@ConfigMapping(prefix = "trestle.files")
interface FileStoreConfig {

    /** Where. */
    enum Kind {
        LOCAL, S3
    }

    /** {@code local} (default) or {@code s3}. Objects do not move by themselves when it is changed. */
    @WithDefault("local")
    Kind store();

    /** The directory of the local store; replicas must share it. Default {@code files} where the service was started. */
    @WithDefault("files")
    Path directory();

    /** How much of the disk the local store leaves free, for what else lives there. Default 512 MiB. */
    @WithDefault("512M")
    MemorySize keepFree();

    /** Of the S3 store. */
    S3 s3();

    /** A bucket of any S3-compatible store. */
    interface S3 {

        /** Address of the store. Default: that of AWS in the region. */
        Optional<URI> endpoint();

        /** Default {@code us-east-1}, which stores without regions take. */
        @WithDefault("us-east-1")
        String region();

        /** A bucket that exists. Default {@code trestle-files}. */
        @WithDefault("trestle-files")
        String bucket();

        /** Before each key. Default {@code objects/}. */
        @WithDefault("objects/")
        String prefix();

        /** Default: as the AWS SDK finds credentials (environment, profile, instance). */
        Optional<String> accessKey();

        /** Goes with {@link #accessKey()}. */
        Optional<String> secretKey();

        /** Bucket in the path instead of the host name, as most stores besides AWS want it. Default true. */
        @WithDefault("true")
        boolean pathStyle();

        /**
         * Length of the parts in which a file is sent; two of them are in memory for each upload under way. Default 8 MiB: with the 10,000 parts
         * that S3 allows that makes 80 GB. At least 5 MiB.
         */
        @WithDefault("8M")
        MemorySize partSize();
    }
}
