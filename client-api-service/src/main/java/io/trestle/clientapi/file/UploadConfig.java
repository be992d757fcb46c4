package io.trestle.clientapi.file;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How files are received. The longest file is {@code quarkus.http.limits.max-body-size}, 2 GiB. */
@ConfigMapping(prefix = "trestle.uploads")
interface UploadConfig {

    /**
     * What the address of a file begins with, without a path, for example {@code https://files.example.org}: an origin that serves nothing else
     * keeps a browser from mixing files with anything. Default: what the uploader called.
     */
    Optional<URI> publicUrl();

    /** Uploads at once in one replica; more are asked to come back. Each holds up to 2 MiB of memory, with S3 18 MiB. Default 100. */
    @WithDefault("100")
    int concurrency();

    /** What {@code Retry-After} says where an upload cannot be taken now. Default 5 s: a worker tries four times, and for 0.6 s without it. */
    @WithDefault("5S")
    Duration retryAfter();

    /** An upload that brings less than 16 KiB in this time is ended. Default 30 s. */
    @WithDefault("30S")
    Duration patience();

    /** How many bytes of files one tenant may have; the same file under two names counts twice. Default: no bound. */
    Optional<MemorySize> tenantQuota();

    /**
     * How old a leftover of a process that died is before it is removed. Default 1 hour: longer than an upload can be silent, and than any
     * moment between the end of a file and its row.
     */
    @WithDefault("1H")
    Duration leftoverAge();
}
