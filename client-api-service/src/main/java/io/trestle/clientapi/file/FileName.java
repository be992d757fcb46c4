package io.trestle.clientapi.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.text.Normalizer;
import java.util.Locale;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * The last part of a file's address. Never a name on a disk. A worker that is refused loses its output, so whatever can be kept is made safe
 * instead: what shows nothing or turns the reading direction becomes {@code _}, spellings that look alike become one (NFC), a name that is
 * too long loses the end of its stem.
 *
 * @param text 1 to 255 bytes of UTF-8
 */
record FileName(String text) {

    static final int LONGEST = 255;
    /** An extension beyond this is part of the stem. */
    private static final int LONGEST_EXTENSION = 16;

    /**
     * @param given decoded once
     * @throws ProblemException {@code UPLOAD_NAME_INVALID} for what leads elsewhere or names nothing
     */
    static FileName of(String given) {
        var name = Normalizer.normalize(given, Normalizer.Form.NFC);
        if (name.isBlank() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new ProblemException(ProblemType.UPLOAD_NAME_INVALID, "The file name is empty or leads to another directory");
        }
        var safe = new StringBuilder();
        name.codePoints().forEach(c -> safe.appendCodePoint(isSafe(c) ? c : '_'));
        return new FileName(shortened(safe.toString()));
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static String shortened(String name) {
        if (bytes(name) <= LONGEST) {
            return name;
        }
        var dot = name.lastIndexOf('.');
        var extension = dot > 0 && bytes(name.substring(dot)) <= LONGEST_EXTENSION ? name.substring(dot) : "";
        var room = LONGEST - bytes(extension);
        var stem = new StringBuilder();
        for (var i = 0; i < name.length() && room > 0;) {
            var character = Character.toString(name.codePointAt(i));
            room -= bytes(character);
            if (room >= 0) {
                stem.append(character);
            }
            i += character.length();
        }
        return stem + extension;
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    /** As a segment of a path. */
    String encoded() {
        return encoded(text);
    }

    /** Every byte but letters, digits and {@code -._~} (RFC 3986, unreserved). */
    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    /** With the dot, in lower case; empty where there is none. */
    String extension() {
        var dot = text.lastIndexOf('.');
        return dot < 0 ? "" : text.substring(dot).toLowerCase(Locale.ROOT);
    }
}
