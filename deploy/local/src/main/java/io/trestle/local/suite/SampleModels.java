package io.trestle.local.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.trestle.local.LocalStackConfig;

/** The model root of the local stack: some small files that {@code scan_models} finds. Whoever has models puts them beside, or links there. */
public final class SampleModels {

    static final String NAME = "models";

    private SampleModels() {
    }

    /** Where they lie; made if there is no such directory. */
    public static Path in(LocalStackConfig config) {
        var root = Programs.dataDirectory(config, NAME);
        if (!Files.exists(root)) {
            write(root.resolve("checkpoints/tiny-diffusion.safetensors"), 4096);
            write(root.resolve("checkpoints/tiny-diffusion.ckpt"), 2048);
            write(root.resolve("loras/sketch.safetensors"), 1024);
            write(root.resolve("llm/parrot.gguf"), 512);
        }
        return root;
    }

    private static void write(Path file, int bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[bytes]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
