package io.trestle.comfy.seedapi;

import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.trestle.runtime.problem.Problem;
import io.trestle.runtime.problem.ProblemShape;

/** {@code {"detail": text}}, with 400 for whatever is wrong with the request itself. */
@Singleton
class SeedShape implements ProblemShape {

    static final Set<String> PATHS = Set.of("/ws", "/workflow-info", "/upload", "/generate-based-workflow", "/history", "/workflow-list",
            "/generation-count", "/execution-info", "/free", "/interrupt");
    /** What the original never says, and clients of HTTP rely on. */
    private static final Set<Integer> KEPT = Set.of(401, 403, 405, 413, 429);

    @Override
    public boolean covers(String path) {
        return PATHS.contains(path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    @Override
    public Response render(Problem problem) {
        var status = problem.type().status();
        return Response.status(status >= 500 || KEPT.contains(status) ? status : 400).type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("detail", problem.detail())).build();
    }
}
