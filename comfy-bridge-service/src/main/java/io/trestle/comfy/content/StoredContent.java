package io.trestle.comfy.content;

/** Bytes in the store. */
public record StoredContent(String sha256, long size) {
}
