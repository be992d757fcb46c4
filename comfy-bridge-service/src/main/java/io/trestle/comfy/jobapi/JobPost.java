package io.trestle.comfy.jobapi;

import java.time.Instant;
import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

/**
 * {@code POST /jobs}.
 *
 * @param workflow alias
 * @param inputs values by input key; a file by the name that {@code POST /upload} answered with
 * @param priority higher first; absent means 0
 * @param deadline a job that has not ended by then fails
 * @param webhook where its end is told, http(s)://host...; absent for nowhere
 * @param reuse whether the outputs of an identical run of the tenant will do; absent means no
 */
record JobPost(@NotEmpty String workflow, @Nullable Map<String, Object> inputs, @Nullable @Min(-100) @Max(100) Integer priority,
        @Nullable Instant deadline, @Nullable @Size(max = 2000) @Pattern(regexp = "https?://[^/\\s@]+(/\\S*)?") String webhook,
        @Nullable Boolean reuse) {
}
