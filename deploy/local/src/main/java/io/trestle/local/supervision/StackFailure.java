package io.trestle.local.supervision;

/** The stack cannot do what was asked for. The message is for the person at the console: what failed, where its log is, what to do. */
public final class StackFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackFailure(String message) {
        super(message);
    }

    public StackFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
