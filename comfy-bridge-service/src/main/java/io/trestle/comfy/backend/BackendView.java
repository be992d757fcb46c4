package io.trestle.comfy.backend;

import java.net.URI;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/** A backend over HTTP. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BackendView(String id, URI url, BackendState state, @Nullable String reason, Instant since, boolean draining,
        @Nullable String version, @Nullable String device, long memory, List<String> loadedModels) {

    static BackendView of(Backend backend) {
        return new BackendView(backend.id(), backend.url(), backend.state(), backend.reason(), backend.since(), backend.draining(),
                backend.version(), backend.device(), backend.memory(), backend.loadedModels());
    }

    /** @param url {@code http://host:port} */
    public record Post(URI url) {
    }

    /** @param draining whether it takes no new jobs */
    public record Patch(boolean draining) {
    }
}
