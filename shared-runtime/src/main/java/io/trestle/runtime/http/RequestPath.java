package io.trestle.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Paths that no client of ours sends, and that mean different things to the different layers that look at a path: proxies, router,
 * resource matching, file names. They are refused before any of these.
 */
final class RequestPath {

    private RequestPath() {
    }

    /**
     * @param path as it was sent, still encoded
     * @return what is wrong with it in words, or null
     */
    static @Nullable String fault(String path) {
        if (path.indexOf(';') >= 0) {
            return "The path has matrix parameters";
        }
        if (path.contains("//")) {
            return "The path has an empty segment";
        }
        if (path.indexOf('%') < 0 && path.indexOf("/.") < 0 && path.chars().allMatch(RequestPath::isPlain)) {
            return null;
        }
        return faultWhenDecoded(path);
    }

    private static @Nullable String faultWhenDecoded(String path) {
        var bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            int character = path.charAt(i);
            if (character == '%') {
                if (i + 2 >= path.length() || !isHex(path.charAt(i + 1)) || !isHex(path.charAt(i + 2))) {
                    return "The path has an incomplete escape";
                }
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
        String decoded;
        try {
            // A new decoder reports bad input, where new String(bytes) would replace it.
            decoded = UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return "The path is not UTF-8";
        }
        for (var segment : decoded.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return "The path has a dot segment";
            }
        }
        return null;
    }

    private static boolean isPlain(int character) {
        return character > ' ' && character < 0x7f && character != '\\';
    }

    private static boolean isHex(char character) {
        return Character.digit(character, 16) >= 0 && character < 0x7f;
    }
}
