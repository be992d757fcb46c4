package io.trestle.clientapi.file;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;

/** What a file says it is, and whether a browser may show it in place. */
final class MediaTypes {

    static final String UNKNOWN = "application/octet-stream";

    /** RFC 9110, 8.3.1, without parameters that no media type of ours has. */
    private static final Pattern VALID = Pattern
            .compile("[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}(; ?charset=\"?[a-z0-9_-]{1,30}\"?)?");

    /** What workers produce most; a worker that can guess the type sends it. */
    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(Map.entry(".png", "image/png"), Map.entry(".jpg", "image/jpeg"),
            Map.entry(".jpeg", "image/jpeg"), Map.entry(".webp", "image/webp"), Map.entry(".gif", "image/gif"),
            Map.entry(".mp4", "video/mp4"), Map.entry(".webm", "video/webm"), Map.entry(".mp3", "audio/mpeg"),
            Map.entry(".wav", "audio/wav"), Map.entry(".txt", "text/plain; charset=utf-8"), Map.entry(".json", "application/json"),
            Map.entry(".zip", "application/zip"), Map.entry(".pdf", "application/pdf"), Map.entry(".svg", "image/svg+xml"),
            Map.entry(".html", "text/html"));

    /** Types in which nothing can act. An SVG has scripts, and so may a PDF have. */
    private static final Set<String> PASSIVE = Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp",
            "image/tiff", "text/plain", "application/json");

    private MediaTypes() {
    }

    /** @param declared the {@code Content-Type} of the upload; one that is none counts for nothing */
    static String of(@Nullable String declared, FileName name) {
        var type = declared == null ? "" : declared.strip().toLowerCase(Locale.ROOT);
        return VALID.matches(type) ? type : BY_EXTENSION.getOrDefault(name.extension(), UNKNOWN);
    }

    static boolean mayShow(String type) {
        var bare = type.split(";", 2)[0].strip();
        return PASSIVE.contains(bare) || bare.startsWith("video/") || bare.startsWith("audio/");
    }
}
