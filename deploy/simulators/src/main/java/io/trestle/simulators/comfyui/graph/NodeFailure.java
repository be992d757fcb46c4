package io.trestle.simulators.comfyui.graph;

/** A node raised: what Python would call the exception, and its message. */
public final class NodeFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    public NodeFailure(String type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    public String type() {
        return type;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public static NodeFailure outOfMemory() {
        return new NodeFailure("torch.OutOfMemoryError", """
                Allocation on device\s
                This error means you ran out of memory on your GPU.

                TIPS: If the workflow worked before you might have accidentally set the batch_size to a large number.""");
    }

    public static NodeFailure cuda() {
        return new NodeFailure("RuntimeError", "CUDA error: an illegal memory access was encountered\n");
    }
}
