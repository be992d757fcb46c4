package io.trestle.simulators.comfyui;

import java.util.Base64;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.comfyui.graph.FileStore;
import io.trestle.simulators.comfyui.graph.Pictures;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** {@code GET /view}. Ranges are not played; a WebP preview is always the same single pixel. */
final class Views {

    private static final byte[] WEBP = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    private final FileStore files;

    Views(FileStore files) {
        this.files = files;
    }

    HttpAnswer answer(MultiMap parameters) {
        var name = parameters.get("filename");
        var type = parameters.contains("type") ? parameters.get("type") : "output";
        var subfolder = parameters.contains("subfolder") ? parameters.get("subfolder") : "";
        if (name == null) {
            return ComfyApi.bare(404);
        }
        if (name.startsWith("/") || name.contains("..") || !Set.of("output", "input", "temp").contains(type)) {
            return ComfyApi.bare(400);
        }
        if (subfolder.contains("..")) {
            return ComfyApi.bare(403);
        }
        var bytes = files.read(FileStore.key(type, subfolder, name));
        return bytes == null ? ComfyApi.bare(404) : view(name, bytes, parameters.get("preview"), parameters.get("channel"));
    }

    private static HttpAnswer view(String name, byte[] bytes, @Nullable String preview, @Nullable String channel) {
        var image = preview == null && channel == null ? null : Pictures.read(bytes);
        if (image == null) {
            return file(name, contentType(name), bytes);
        }
        if (preview == null) {
            // Encoding anew loses the metadata.
            return file(name, "image/png", Pictures.png(image, Map.of()));
        }
        return preview.startsWith("jpeg") ? file(name, "image/jpeg", Pictures.jpeg(image)) : file(name, "image/webp", WEBP);
    }

    private static HttpAnswer file(String name, String contentType, byte[] bytes) {
        return new HttpAnswer(200, Map.of("content-type", contentType, "content-disposition", "filename=\"" + name + "\""),
                Buffer.buffer(bytes));
    }

    private static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "webp" -> "image/webp";
            case "mp4" -> "video/mp4";
            case "txt" -> "text/plain";
            default -> "application/octet-stream";
        };
    }
}
