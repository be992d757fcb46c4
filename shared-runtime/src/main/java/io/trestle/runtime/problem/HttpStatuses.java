package io.trestle.runtime.problem;

import io.trestle.model.problem.ProblemType;

/** The problem type for a failure of which only the HTTP status is known, with words that say no more than that. */
final class HttpStatuses {

    private HttpStatuses() {
    }

    static ProblemType type(int status) {
        return switch (status) {
            case 401 -> ProblemType.UNAUTHENTICATED;
            case 403 -> ProblemType.FORBIDDEN;
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 408 -> ProblemType.REQUEST_TIMEOUT;
            case 409 -> ProblemType.CONFLICT;
            case 410 -> ProblemType.GONE;
            case 413 -> ProblemType.PAYLOAD_TOO_LARGE;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            case 416 -> ProblemType.RANGE_NOT_SATISFIABLE;
            case 422 -> ProblemType.VALIDATION_FAILED;
            case 429 -> ProblemType.TOO_MANY_REQUESTS;
            case 502 -> ProblemType.UPSTREAM_FAILED;
            case 503 -> ProblemType.UNAVAILABLE;
            case 504 -> ProblemType.UPSTREAM_TIMEOUT;
            default -> status >= 400 && status < 500 ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
        };
    }

    static String detail(ProblemType type) {
        return switch (type) {
            case UNAUTHENTICATED -> "This needs credentials";
            case NOT_FOUND -> "Nothing is served at this path";
            case METHOD_NOT_ALLOWED -> "The Allow header lists the methods of this path";
            case NOT_ACCEPTABLE -> "This path has no representation of a type in the Accept header";
            case UNSUPPORTED_MEDIA_TYPE -> "This path does not read bodies of this Content-Type";
            case PAYLOAD_TOO_LARGE -> "The body is longer than this path reads";
            case INTERNAL -> "The error id finds what happened in the service's log";
            case UNAVAILABLE -> "Something that this service needs is away right now";
            default -> type.title();
        };
    }
}
