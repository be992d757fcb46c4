package io.trestle.model.problem;

/** What can go wrong, as callers see it: RFC 9457 types with their HTTP status and fixed title. */
public enum ProblemType {

    MALFORMED_REQUEST("malformed-request", 400, "The request could not be read"),
    MALFORMED_JSON("malformed-json", 400, "The body is not valid JSON"),
    UNAUTHENTICATED("unauthenticated", 401, "Credentials are missing or wrong"),
    FORBIDDEN("forbidden", 403, "The caller may not do this"),
    NOT_FOUND("not-found", 404, "There is no such thing"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This method is not offered here"),
    NOT_ACCEPTABLE("not-acceptable", 406, "No representation fits the Accept header"),
    CONFLICT("conflict", 409, "The request conflicts with the present state"),
    IDEMPOTENCY_CONFLICT("idempotency-conflict", 409, "This idempotency key was used for another request"),
    GONE("gone", 410, "This was replaced or removed"),
    PAYLOAD_TOO_LARGE("payload-too-large", 413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body's media type is not supported"),
    VALIDATION_FAILED("validation-failed", 422, "The request is well formed but not valid"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),
    INTERNAL("internal", 500, "Something went wrong on our side"),
    UPSTREAM_FAILED("upstream-failed", 502, "A system behind this one failed"),
    UNAVAILABLE("unavailable", 503, "Not available right now"),
    UPSTREAM_TIMEOUT("upstream-timeout", 504, "A system behind this one did not answer in time");

    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    public String slug() {
        return slug;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
