package io.trestle.clientapi.platform;

import java.util.LinkedHashMap;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.trestle.runtime.problem.Problem;
import io.trestle.runtime.problem.ProblemShape;

/**
 * Errors below {@code /pc/client-api}: {@code {"httpStatus":422,"data":null,"message","type","errors":[…]}}. The existing client reads
 * {@code httpStatus} and {@code data} of every answer.
 */
@ApplicationScoped
class ClientApiShape implements ProblemShape {

    private static final String ROOT = "/pc/client-api";

    @Override
    public boolean covers(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    @Override
    public Response render(Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("httpStatus", problem.type().status());
        body.put("data", null);
        body.put("message", problem.detail());
        body.put("type", problem.type().type().toString());
        body.put("errors", problem.members().getOrDefault("errors", List.of()));
        problem.members().forEach(body::putIfAbsent);
        // putIfAbsent takes null for absent, and nothing may replace this one
        body.put("data", null);
        return Response.status(problem.type().status()).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
    }
}
