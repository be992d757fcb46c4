package io.trestle.comfy.seedapi;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.job.JobState;
import io.trestle.comfy.watch.JobChange;

/**
 * What a client is told, over the socket and by {@code GET /execution-info}. The original's text says {@code details} in one place and
 * {@code detail} in another: both are sent.
 *
 * @param status {@code connected}, {@code listening}, {@code progress}, {@code closed} or {@code error}
 */
record SeedFrame(String status, String detail, String details) {

    static final SeedFrame CONNECTED = of("connected", "server connected");
    static final SeedFrame LISTENING = of("listening", "server is listening");

    static SeedFrame of(String status, String detail) {
        return new SeedFrame(status, detail, detail);
    }

    static SeedFrame progress(double percent) {
        return of("progress", String.format(Locale.ROOT, "%.2f%%", percent));
    }

    static SeedFrame of(JobChange change) {
        return of(change.state(), change.percent(), change.detail());
    }

    private static SeedFrame of(JobState state, double percent, @Nullable String detail) {
        return switch (state) {
            case WAITING, ASSIGNED -> CONNECTED;
            case RUNNING -> progress(percent);
            case SUCCEEDED -> of("closed", "Execution is done");
            case CANCELED -> of("closed", "Execution was interrupted");
            case FAILED -> of("error", detail == null ? "internal server error" : detail);
        };
    }

    String toJson() {
        return new io.vertx.core.json.JsonObject().put("status", status).put("detail", detail).put("details", details).encode();
    }
}
