package io.trestle.clientapi.file;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What is said about a file beside its bytes. The bytes of an address never change. */
final class FileHeaders {

    /** A year, the longest that is heeded; for the caller's own cache, because not everyone who could share one knows the address. */
    private static final String FOR_EVER = "private, max-age=31536000, immutable";
    /** Whatever a file contains, it acts on nobody: no script, no form, no frame around it. Players and viewers of browsers still work. */
    private static final String INERT = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
            + "frame-ancestors 'none'; sandbox";

    private FileHeaders() {
    }

    static Map<String, String> of(UploadedFile file) {
        var headers = new HashMap<>(ofUnchanged(file));
        headers.put("Content-Type", file.mediaType());
        headers.put("Content-Disposition", disposition(file));
        headers.put("Accept-Ranges", "bytes");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", INERT);
        return headers;
    }

    /** RFC 9110, 15.4.5: what a 304 repeats. */
    static Map<String, String> ofUnchanged(UploadedFile file) {
        return Map.of("ETag", tag(file), "Cache-Control", FOR_EVER);
    }

    private static String tag(UploadedFile file) {
        return '"' + file.hash() + '"';
    }

    /** RFC 6266: a name that every client understands, and the real one. */
    private static String disposition(UploadedFile file) {
        var plain = file.name().replaceAll("[^ !#-\\[\\]-~]", "_");
        return (MediaTypes.mayShow(file.mediaType()) ? "inline" : "attachment") + "; filename=\"" + plain + "\"; filename*=UTF-8''"
                + FileName.encoded(file.name());
    }

    /** Whether {@code If-None-Match} names what the file is; compared weakly, as it demands. */
    static boolean isKnown(@Nullable String ifNoneMatch, UploadedFile file) {
        return ifNoneMatch != null && Arrays.stream(ifNoneMatch.split(",")).map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(tag(file)) || tag.equals("W/" + tag(file)));
    }

    /** Whether {@code If-Range} allows a part; compared strongly, as it demands. There are no dates here, so that a date never matches. */
    static boolean isCurrent(@Nullable String ifRange, UploadedFile file) {
        return ifRange == null || ifRange.strip().equals(tag(file));
    }
}
