package io.trestle.comfy.workflow;

/** An input that the workflow does not offer, or a value that does not fit it. */
public final class InputRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String detail;

    InputRefused(String detail) {
        super(detail, null, false, false);
        this.detail = detail;
    }

    public String detail() {
        return detail;
    }
}
