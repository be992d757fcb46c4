package io.trestle.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Request targets that no client of ours sends, and that mean different things to the different layers that look at them: proxies, router,
 * resource matching, file names. They are refused before any of these.
 */
final class RequestTarget {

    private RequestTarget() {
    }

    /**
     * @param path as it was sent, still encoded
     * @param query without its question mark, still encoded
     * @return what is wrong in words, or null
     */
    static @Nullable String fault(String path, @Nullable String query) {
        if (path.indexOf(';') >= 0) {
            return "The path has matrix parameters";
        }
        if (path.contains("//")) {
            return "The path has an empty segment";
        }
        if (query != null && query.indexOf('%') >= 0 && !hasWholeEscapes(query)) {
            return "The query has an incomplete escape";
        }
        return isPlain(path) ? null : faultWhenDecoded(path);
    }

    /** Nearly every path: nothing to decode, no segment that begins with a dot. */
    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            var character = path.charAt(i);
            if (character == '%' || !isPlain(character) || (character == '/' && path.startsWith(".", i + 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int character) {
        return character > ' ' && character < 0x7f && character != '\\';
    }

    private static @Nullable String faultWhenDecoded(String path) {
        if (!hasWholeEscapes(path)) {
            return "The path has an incomplete escape";
        }
        var bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            int character = path.charAt(i);
            if (character == '%') {
                character = HexFormat.fromHexDigits(path, i + 1, i + 3);
                if (character < ' ' || character == 0x7f || character == '/' || character == '\\') {
                    return "The path has an escape that is not allowed";
                }
                i += 2;
            } else if (!isPlain(character)) {
                return "The path has a character that must be escaped";
            }
            bytes.put((byte) character);
        }
        return faultOfSegments(bytes.flip());
    }

    private static @Nullable String faultOfSegments(ByteBuffer decoded) {
        try {
            // A new decoder reports bad input, where new String(bytes) would replace it.
            for (var segment : UTF_8.newDecoder().decode(decoded).toString().split("/", -1)) {
                if (segment.equals(".") || segment.equals("..")) {
                    return "The path has a dot segment";
                }
            }
            return null;
        } catch (CharacterCodingException e) {
            return "The path is not UTF-8";
        }
    }

    private static boolean hasWholeEscapes(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= text.length() || !HexFormat.isHexDigit(text.charAt(i + 1)) || !HexFormat.isHexDigit(text.charAt(i + 2))) {
                return false;
            }
        }
        return true;
    }
}
