package io.trestle.comfy.backend;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The backends that are there from the start; more come by {@code POST /backends}. */
@ConfigMapping(prefix = "trestle.comfy.backend")
public interface BackendConfig {

    /** Addresses of ComfyUI servers, {@code http://host:port}. Default none. */
    Optional<List<String>> urls();
}
