package io.trestle.comfy.workflow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the workflows are. */
@ConfigMapping(prefix = "trestle.comfy.workflow")
public interface WorkflowConfig {

    /** Holds {@code *.json}, each a graph in API form, and {@code workflow_alias.json}. Default: the two samples inside the service. */
    Optional<Path> directory();

    /** How often the directory is looked at. Default 2 seconds. */
    @WithDefault("2s")
    Duration lookEvery();
}
