package io.trestle.comfy.comfyuiapi;

/**
 * A file on a ComfyUI's disk. Its name is used again for other content, so it identifies nothing.
 *
 * @param type {@code output}, {@code temp} or {@code input}
 * @param node the node that named it; empty for an upload
 */
public record ComfyFile(String name, String subfolder, String type, String node) {

    /** How a LoadImage refers to it. */
    public String reference() {
        return subfolder.isEmpty() ? name : subfolder + "/" + name;
    }
}
