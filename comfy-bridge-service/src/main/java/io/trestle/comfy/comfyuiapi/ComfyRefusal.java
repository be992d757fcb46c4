package io.trestle.comfy.comfyuiapi;

/** ComfyUI said no (4xx): the call had no effect, and repeating it is no use. */
public final class ComfyRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;

    ComfyRefusal(int status, String detail) {
        super("ComfyUI answered " + status + ": " + detail, null, false, false);
        this.status = status;
        this.detail = detail;
    }

    public int status() {
        return status;
    }

    /** For a person: ComfyUI's message, and what it has against which node. */
    public String detail() {
        return detail;
    }
}
