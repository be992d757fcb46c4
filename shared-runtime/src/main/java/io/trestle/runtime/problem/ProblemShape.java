package io.trestle.runtime.problem;

import jakarta.ws.rs.core.Response;

/**
 * How a surface that copies an existing API writes its errors. A CDI bean; the first that covers the path wins, and RFC 9457 is used
 * where none does. It also writes what fails before any resource is reached (unknown path, body too large, path that cannot be decoded).
 */
public interface ProblemShape {

    /** @param path of the request, normalised, without query */
    boolean covers(String path);

    /**
     * The whole answer. Entities may be text, bytes, or whatever Jackson writes. {@code Retry-After}, {@code Allow} and
     * {@code WWW-Authenticate} are added where the shape does not set them.
     */
    Response render(Problem problem);
}
