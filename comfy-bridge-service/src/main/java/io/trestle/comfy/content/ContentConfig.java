package io.trestle.comfy.content;

import java.nio.file.Path;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where bytes are kept, and for how long. */
@ConfigMapping(prefix = "trestle.comfy.content")
public interface ContentConfig {

    /** A directory that all replicas share. Default {@code ./content}. */
    @WithDefault("content")
    Path directory();

    /** How long an upload is kept that is not uploaded again; a job that has it keeps it longer. Default 7 days. */
    @WithDefault("7d")
    Duration keepUploadsFor();

    /** A file is never deleted before this age: it may be on its way to its job. Default 1 hour. */
    @WithDefault("1h")
    Duration young();

    /**
     * Whether the texts inside PNG outputs are left out: ComfyUI writes the whole workflow and prompt into each. Lossless for the picture.
     * Default true: callers are shown the inputs that were chosen for them, and no more.
     */
    @WithDefault("true")
    boolean stripMetadata();
}
