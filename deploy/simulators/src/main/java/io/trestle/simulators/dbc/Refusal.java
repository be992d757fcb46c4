package io.trestle.simulators.dbc;

/** Ends a call with an error of the client node (HTTP 400, 404, 500) or of the GPU node (HTTP 200). */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;
    private final String text;

    private Refusal(int status, int code, String text) {
        super(text, null, false, false);
        this.status = status;
        this.code = code;
        this.text = text;
    }

    /** Parameters that the client node does not pass on. */
    static Refusal parameters(String text) {
        return new Refusal(400, -25, text);
    }

    static Refusal client(int status, int code, String text) {
        return new Refusal(status, code, text);
    }

    /** An error of the GPU node: it comes with HTTP 200. */
    static Refusal node(int code, String text) {
        return new Refusal(200, code, text);
    }

    static Refusal node(String text) {
        return node(1, text);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }
}
