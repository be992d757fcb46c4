package io.trestle.model.problem;

import java.net.URI;
import java.util.Locale;

/**
 * Every kind of problem that a surface of the suite answers with (RFC 9457). {@code docs/errors.md} has a section for each: when it happens, what to do.
 * A surface that copies an existing API writes it in that API's shape, and may have to answer with another status than the one here.
 * The order is that of the page. A slug is for ever: clients compare it.
 */
public enum ProblemType {

    // the request itself
    MALFORMED_REQUEST(400, "The request cannot be understood"),
    MALFORMED_JSON(400, "The body is not well-formed JSON"),
    UNAUTHENTICATED(401, "Credentials are missing or not valid"),
    FORBIDDEN(403, "These credentials do not allow this"),
    NOT_FOUND(404, "There is no such resource"),
    METHOD_NOT_ALLOWED(405, "The resource has no such method"),
    NOT_ACCEPTABLE(406, "No representation of the accepted types"),
    REQUEST_TIMEOUT(408, "The request did not arrive in time"),
    CONFLICT(409, "The state of the resource does not allow this"),
    GONE(410, "The resource is gone"),
    ENDPOINT_REPLACED(410, "Another endpoint replaces this one"),
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has an unsupported type"),
    RANGE_NOT_SATISFIABLE(416, "The file has no such range"),
    VALIDATION_FAILED(422, "The body breaks a rule"),
    ADDRESS_REFUSED(422, "The suite does not connect to this address"),
    IDEMPOTENCY_CONFLICT(422, "The idempotency key belongs to another request"),
    IDEMPOTENCY_IN_PROGRESS(409, "The request with this idempotency key is still running"),
    NAME_TAKEN(409, "The name is taken"),

    // limits
    QUOTA_EXCEEDED(403, "A quota is used up"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    QUEUE_FULL(503, "The queue is full"),
    INSUFFICIENT_STORAGE(507, "There is no room to store this"),

    // the suite and what stands behind it
    INTERNAL(500, "Something went wrong inside"),
    UPSTREAM_FAILED(502, "A system behind this service failed"),
    UNAVAILABLE(503, "The service cannot do this now"),
    UPSTREAM_TIMEOUT(504, "A system behind this service did not answer in time"),

    // models, tunnels and files
    SIGNATURE_INVALID(422, "The signature cannot be understood"),
    SIGNATURE_IMPOSSIBLE(422, "No input can satisfy the signature"),
    HOSTNAME_TAKEN(409, "A foreign DNS record stands at the hostname"),
    TUNNEL_NOT_READY(409, "The tunnel is not ready"),
    TUNNEL_PROVISIONING_FAILED(502, "The tunnel could not be provisioned"),
    UPLOAD_NAME_INVALID(400, "The name of the upload names no prediction"),
    UPLOAD_INCOMPLETE(400, "The upload ended early"),

    // predictions, workflows and calls
    PREDICTION_INPUT_INVALID(422, "The input does not satisfy the signature"),
    PREDICTION_ENDED(409, "The prediction has ended"),
    PREDICTION_FAILED(502, "The prediction did not succeed"),
    PREDICTION_NOT_ENDED(409, "The prediction has not ended"),
    MODEL_NOT_RUNNABLE(409, "The model cannot run predictions now"),
    WORKER_UNREACHABLE(502, "The model's worker cannot be reached"),
    WORKFLOW_NOT_FOUND(404, "There is no workflow of this name"),
    WORKFLOW_INVALID(422, "No backend accepts the workflow"),
    BACKEND_UNAVAILABLE(503, "No backend can run this now"),
    RPC_METHOD_UNKNOWN(404, "There is no such RPC method"),
    RPC_CLIENT_UNKNOWN(404, "There is no such RPC client"),
    RESUME_EXPIRED(410, "The events since then are no longer kept"),
    PATH_OUTSIDE_ROOTS(403, "The path lies outside the configured roots"),

    // wallets and deployments
    WALLET_SIGNATURE_INVALID(400, "The wallet's signature does not verify"),
    SESSION_INVALID(401, "The session is missing, expired or revoked"),
    LEASE_MISSING(403, "The wallet holds no lease"),
    DEPLOYMENT_NOT_FOUND(404, "The wallet has no deployment"),
    DEPLOYMENT_FAILED(502, "The deployment did not become available"),
    MANIFEST_UNAVAILABLE(422, "The manifest cannot be downloaded"),
    MANIFEST_INVALID(422, "The manifest cannot be understood"),
    MANIFEST_REFUSED(422, "The manifest asks for what is not allowed"),
    PROXY_LOOP(508, "The request came back to this gateway"),

    // rented machines
    VM_NOT_OWNED(404, "You have no such VM"),
    VM_STATE_CONFLICT(409, "The VM's state does not allow this"),
    PORT_TAKEN(409, "The port is taken on this node"),
    NODE_CAPACITY_EXHAUSTED(409, "The node has not enough free resources"),
    NODE_REFUSED(409, "The node refused the request"),
    NODE_CREDENTIAL_REFUSED(403, "The node refused the renter's credential"),
    RENTAL_EXPIRED(403, "The rental of the machine is over"),
    IMAGE_NOT_FOUND(422, "The node has no such image"),
    NODE_UNAVAILABLE(503, "The node cannot be reached");

    /**
     * Before the slug in {@link #type()}. Absolute, so that it means the same whatever address answered, and below a top-level domain that nobody
     * can own (RFC 2606): clients compare the URI, they do not open it. What follows the {@code #} is the anchor in {@code docs/errors.md}.
     */
    private static final String PAGE = "https://trestle.example/docs/errors.md#";

    private final int status;
    private final String title;
    private final String slug;
    private final URI type;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
        this.slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.type = URI.create(PAGE + slug);
    }

    /** The short name, for example {@code not-found}; also what metrics and logs say. */
    public String slug() {
        return slug;
    }

    /** The HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** One fixed sentence, without a full stop; what differs from case to case is the problem's {@code detail}. */
    public String title() {
        return title;
    }

    /** The RFC 9457 {@code type}. */
    public URI type() {
        return type;
    }
}
