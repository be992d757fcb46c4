package io.trestle.clientapi.modelscan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where models lie. */
@ConfigMapping(prefix = "trestle.model-scan")
interface ModelScanConfig {

    /** Directories that clients may scan, absolute. Default none: then every scan is refused. */
    Optional<List<Path>> roots();

    /** Files that one callback batch tells of; also how many are looked at between two looks at cancellation. Default 100. */
    @WithDefault("100")
    int batch();
}
