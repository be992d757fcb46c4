package io.trestle.dbc.dropin;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import io.trestle.dbc.nodeapi.NodeAnswer;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.Problem;
import io.trestle.runtime.problem.ProblemShape;
import io.vertx.core.json.Json;

/** {@code {"errcode", "message"}}, as the client node writes it, for every answer below {@code /api/v1}. */
@ApplicationScoped
class Envelope implements ProblemShape {

    static final int NOT_AUTHORIZED = -3;
    static final int INVALID_PARAMETERS = -25;
    static final int INVALID_REQUEST = -32600;
    static final int NOT_SUPPORTED = -32601;
    static final int TIMEOUT = -32700;
    static final int RESPONSE_ERROR = -32701;

    private static final Map<ProblemType, Integer> CODES = Map.of(ProblemType.UNAUTHENTICATED, NOT_AUTHORIZED, ProblemType.FORBIDDEN,
            NOT_AUTHORIZED, ProblemType.NOT_FOUND, NOT_SUPPORTED, ProblemType.PAYLOAD_TOO_LARGE, INVALID_PARAMETERS,
            ProblemType.UPSTREAM_TIMEOUT, TIMEOUT, ProblemType.UPSTREAM_FAILED, RESPONSE_ERROR, ProblemType.UNAVAILABLE, RESPONSE_ERROR);

    @Override
    public boolean covers(String path) {
        return path.equals("/api/v1") || path.startsWith("/api/v1/");
    }

    @Override
    public Response render(Problem problem) {
        return switch (problem.type()) {
            case METHOD_NOT_ALLOWED -> answer(400, INVALID_REQUEST, "only support POST request");
            case NOT_FOUND -> answer(404, NOT_SUPPORTED, "not support uri:" + problem.instance());
            default -> answer(problem.type().status(), CODES.getOrDefault(problem.type(), -1), problem.detail());
        };
    }

    static Response answer(int status, int code, String message) {
        var body = "{\"errcode\":" + code + ", \"message\":" + Json.encode(message) + "}\r\n";
        return of(status, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static Response answer(NodeAnswer answer) {
        return of(answer.status(), answer.body().getBytes());
    }

    private static Response of(int status, byte[] body) {
        return Response.status(status).header("Content-Type", "application/json").header("Access-Control-Allow-Origin", "*").entity(body)
                .build();
    }
}
