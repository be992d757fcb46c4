package io.trestle.model.prediction;

/**
 * A stored output.
 *
 * @param name file name without directories, for example {@code ComfyUI_00031_.png}; 1 to 255 characters
 * @param url absolute, http or https, without credentials or signature in it; answers with the bytes while the owning service keeps them
 * @param contentType media type, {@code application/octet-stream} where nothing better is known
 * @param size bytes, 0 or more
 * @param sha256 of the bytes, 64 lower-case hex digits
 */
public record OutputFile(String name, String url, String contentType, long size, String sha256) {
}
