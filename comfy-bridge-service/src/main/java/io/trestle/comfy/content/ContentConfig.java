package io.trestle.comfy.content;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where bytes are kept. */
@ConfigMapping(prefix = "trestle.comfy.content")
public interface ContentConfig {

    /** A directory that all replicas share. Default {@code ./content}. */
    @WithDefault("content")
    Path directory();
}
