package io.trestle.runtime.problem;

import java.util.LinkedHashMap;

import jakarta.ws.rs.core.Response;

/** RFC 9457: {@code application/problem+json}. */
final class StandardShape {

    static final String MEDIA_TYPE = "application/problem+json";

    private StandardShape() {
    }

    static Response render(Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", problem.type().type());
        body.put("title", problem.type().title());
        body.put("status", problem.type().status());
        body.put("detail", problem.detail());
        body.put("instance", problem.instance());
        problem.members().forEach(body::putIfAbsent);
        return Response.status(problem.type().status()).type(MEDIA_TYPE).entity(body).build();
    }
}
