package io.trestle.comfy.driving;

import java.net.URLConnection;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.comfyuiapi.ComfyClient;
import io.trestle.comfy.comfyuiapi.ComfyFile;
import io.trestle.comfy.content.ContentConfig;
import io.trestle.comfy.content.ContentStore;
import io.trestle.comfy.content.PngWithoutText;
import io.trestle.comfy.content.StoredContent;
import io.trestle.comfy.job.JobOutput;
import io.vertx.core.buffer.Buffer;

/** From a backend into the content store. */
@ApplicationScoped
class Outputs {

    private final ContentStore content;
    private final boolean strips;

    Outputs(ContentStore content, ContentConfig config) {
        this.content = content;
        this.strips = config.stripMetadata();
    }

    /** A file that the history names is not there. */
    static final class Missing extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Missing(String name) {
            super("The output " + name + " is not there any more", null, false, false);
        }
    }

    /** Fails with {@link Missing}. */
    Uni<JobOutput> copy(ComfyClient client, ComfyFile file) {
        var png = strips && file.name().toLowerCase(Locale.ROOT).endsWith(".png");
        return content.keep(target -> client.download(file, png ? new PngWithoutText(target) : target)).map(stored -> {
            if (stored == null) {
                throw new Missing(file.name());
            }
            return output(file.name(), contentType(URLConnection.guessContentTypeFromName(file.name()), file.name()), stored);
        });
    }

    Uni<JobOutput> keep(String name, String contentType, Buffer bytes) {
        return content.keep(bytes).map(stored -> output(name, contentType, stored));
    }

    private static JobOutput output(String name, String contentType, StoredContent stored) {
        return new JobOutput(name, contentType, stored.size(), stored.sha256());
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
