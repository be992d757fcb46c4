package io.trestle.comfy.driving;

import java.net.URLConnection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.comfyuiapi.ComfyClient;
import io.trestle.comfy.comfyuiapi.ComfyFile;
import io.trestle.comfy.content.ContentStore;
import io.trestle.comfy.job.JobOutput;

/** Copies a run's outputs on first sight: their names are used again, and the disk is not ours. */
@ApplicationScoped
class Outputs {

    private final ContentStore content;

    Outputs(ContentStore content) {
        this.content = content;
    }

    /** A file that the history names is not there. */
    static final class Missing extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Missing(String name) {
            super("The output " + name + " is not there any more", null, false, false);
        }
    }

    /** In their order; fails with {@link Missing}. */
    Uni<List<JobOutput>> copy(ComfyClient client, List<ComfyFile> files) {
        return Multi.createFrom().iterable(files).onItem().transformToUniAndConcatenate(file -> copy(client, file))
                .collect().asList();
    }

    private Uni<JobOutput> copy(ComfyClient client, ComfyFile file) {
        return content.keep(target -> client.download(file, target)).map(stored -> {
            if (stored == null) {
                throw new Missing(file.name());
            }
            return new JobOutput(file.name(), contentType(URLConnection.guessContentTypeFromName(file.name()), file.name()),
                    stored.size(), stored.sha256());
        });
    }

    private static String contentType(@Nullable String guessed, String name) {
        if (guessed != null) {
            return guessed;
        }
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "webp" -> "image/webp";
            case "mp4" -> "video/mp4";
            case "webm" -> "video/webm";
            case "flac" -> "audio/flac";
            case "glb" -> "model/gltf-binary";
            default -> "application/octet-stream";
        };
    }
}
