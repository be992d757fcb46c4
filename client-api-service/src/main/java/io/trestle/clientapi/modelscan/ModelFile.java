package io.trestle.clientapi.modelscan;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A file that was found.
 *
 * @param path below the directory that was scanned
 * @param size bytes
 * @param sha256 hexadecimal; null where it was not asked for, or the file went away while it was read
 */
record ModelFile(Path path, long size, @Nullable String sha256) {

    private static final Map<String, String> TYPES = Map.of("safetensors", "safetensors", "ckpt", "pickle", "pt", "pickle", "pth", "pickle",
            "bin", "pickle", "gguf", "gguf", "onnx", "onnx", "pb", "tensorflow", "engine", "tensorrt");

    ObjectNode json(Path directory) {
        var json = JsonNodeFactory.instance.objectNode()
                .put("name", path.getFileName().toString())
                .put("path", directory.resolve(path).toString())
                .put("type", TYPES.getOrDefault(extension(path), "other"))
                .put("size", size);
        return sha256 == null ? json : json.put("sha256", sha256);
    }

    static String extension(Path path) {
        var name = path.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
