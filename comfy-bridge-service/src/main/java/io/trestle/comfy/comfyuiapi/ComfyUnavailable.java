package io.trestle.comfy.comfyuiapi;

import org.jspecify.annotations.Nullable;

/** No answer, or one that says nothing: connection broken, too slow, 5xx. The call may have had its effect. */
public final class ComfyUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ComfyUnavailable(String detail, @Nullable Throwable cause) {
        super(detail, cause, false, false);
    }
}
