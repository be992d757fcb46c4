package io.trestle.runtime.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.trestle.model.problem.ProblemType;

/**
 * One failure of one request, as the caller may see it: no class name, no SQL, no stack trace.
 *
 * @param detail what went wrong this time, in words
 * @param instance path of the request, without its query
 * @param members further members of the answer, in order; values are what Jackson writes
 * @param retryAfter when a retry may succeed; becomes the {@code Retry-After} header in whole seconds
 */
public record Problem(ProblemType type, String detail, String instance, Map<String, Object> members, @Nullable Duration retryAfter) {

    public Problem {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
