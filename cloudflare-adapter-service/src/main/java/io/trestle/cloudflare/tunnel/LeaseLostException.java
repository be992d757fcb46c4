package io.trestle.cloudflare.tunnel;

/** Another worker has taken over: what this one still wanted to write is not written. */
final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(String modelId) {
        super("The lease on tunnel " + modelId + " has passed to another worker");
    }
}
