package io.trestle.comfy.routing;

import io.vertx.core.json.JsonObject;

/**
 * Where a job goes.
 *
 * @param decision why there: what was expected of each backend
 */
public record Assignment(String jobId, String backendId, JsonObject decision, long expectedMillis) {
}
