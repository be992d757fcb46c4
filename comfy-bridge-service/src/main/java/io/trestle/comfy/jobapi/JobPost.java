package io.trestle.comfy.jobapi;

import java.time.Instant;
import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;

import org.jspecify.annotations.Nullable;

/**
 * {@code POST /jobs}.
 *
 * @param workflow alias
 * @param inputs values by input key; a file by the name that {@code POST /upload} answered with
 * @param priority higher first; absent means 0
 * @param deadline a job that has not ended by then fails
 */
public record JobPost(@NotEmpty String workflow, @Nullable Map<String, Object> inputs, @Nullable @Min(-100) @Max(100) Integer priority,
        @Nullable Instant deadline) {
}
