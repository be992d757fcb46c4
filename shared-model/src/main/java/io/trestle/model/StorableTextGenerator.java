package io.trestle.model;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;

/** Writes U+FFFD for what UTF-8 has no bytes for (half a surrogate pair) or PostgreSQL no room (U+0000). */
final class StorableTextGenerator extends JsonGeneratorDelegate {

    private static final char REPLACEMENT = '\uFFFD';

    StorableTextGenerator(JsonGenerator delegate) {
        super(delegate, false);
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        delegate.writeFieldName(storable(name));
    }

    @Override
    public void writeString(@Nullable String text) throws IOException {
        delegate.writeString(text == null ? null : storable(text));
    }

    static String storable(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (mustGo(text, i)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        var chars = text.toCharArray();
        for (var i = 0; i < chars.length; i++) {
            if (mustGo(text, i)) {
                chars[i] = REPLACEMENT;
            }
        }
        return new String(chars);
    }

    private static boolean mustGo(String text, int i) {
        var c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c == 0;
    }
}
