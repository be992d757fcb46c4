package io.trestle.dbc.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The published creation request lacks a comma between two members, and was copied from there. Such a text is read as if the comma stood there;
 * nothing else is guessed. What is sent is written anew from what was read, so that reading generously lets nothing through.
 */
final class MissingCommas {

    private final String text;
    private final StringBuilder result;
    private int position;

    private MissingCommas(String text) {
        this.text = text;
        this.result = new StringBuilder(text.length() + 8);
    }

    static byte[] inserted(byte[] json) {
        return new MissingCommas(new String(json, UTF_8)).insert().getBytes(UTF_8);
    }

    private String insert() {
        // Where a comma belongs, if a string follows: right after a value.
        var afterValue = -1;
        while (position < text.length()) {
            var c = text.charAt(position);
            if (c == '"') {
                if (afterValue >= 0) {
                    result.insert(afterValue, ',');
                }
                copyString();
                afterValue = result.length();
            } else if (text.startsWith("//", position)) {
                copyLine();
            } else {
                result.append(c);
                position++;
                if (c == ']' || c == '}' || c >= '0' && c <= '9') {
                    afterValue = result.length();
                } else if (!Character.isWhitespace(c)) {
                    afterValue = -1;
                }
            }
        }
        return result.toString();
    }

    private void copyString() {
        do {
            var c = text.charAt(position++);
            result.append(c);
            if (c == '\\' && position < text.length()) {
                result.append(text.charAt(position++));
            }
        } while (position < text.length() && text.charAt(position) != '"');
        if (position < text.length()) {
            result.append(text.charAt(position++));
        }
    }

    private void copyLine() {
        while (position < text.length() && text.charAt(position) != '\n') {
            result.append(text.charAt(position++));
        }
    }
}
