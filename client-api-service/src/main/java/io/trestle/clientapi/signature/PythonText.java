package io.trestle.clientapi.signature;

/** A cursor over Python source text: white space, single characters, words, numbers and string literals. */
final class PythonText {

    private static final String NUMBER_PARTS = "0123456789abcdefABCDEFxXoO_.jJ";

    private final String text;
    private int at;

    PythonText(String text) {
        this.text = text;
    }

    void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** Whether the next character, after white space, is this one. */
    boolean at(char wanted) {
        skipSpace();
        return at < text.length() && text.charAt(at) == wanted;
    }

    boolean take(char wanted) {
        var found = at(wanted);
        if (found) {
            at++;
        }
        return found;
    }

    void expect(char wanted) throws PythonSyntaxException {
        if (!take(wanted)) {
            throw unexpected("'" + wanted + "'");
        }
    }

    void expectEnd() throws PythonSyntaxException {
        skipSpace();
        if (at < text.length()) {
            throw unexpected("the end");
        }
    }

    PythonSyntaxException unexpected(String wanted) {
        var found = at < text.length() ? "'" + Character.toString(text.codePointAt(at)) + "'" : "the end";
        return new PythonSyntaxException(wanted + " was expected at character " + at + ", not " + found);
    }

    boolean atNumber() {
        return at < text.length() && "+-.0123456789".indexOf(text.charAt(at)) >= 0;
    }

    /** The characters that can belong to one number; whether they form one is for the reader to say. */
    String number() {
        var start = at++;
        while (at < text.length() && (NUMBER_PARTS.indexOf(text.charAt(at)) >= 0 || signOfExponent())) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean signOfExponent() {
        return "+-".indexOf(text.charAt(at)) >= 0 && "eE".indexOf(text.charAt(at - 1)) >= 0;
    }

    /** An identifier, with dots inside. */
    String word() throws PythonSyntaxException {
        skipSpace();
        var start = at;
        while (at < text.length() && (text.charAt(at) == '.' || isWordPart(text.charAt(at)))) {
            at++;
        }
        if (start == at) {
            throw unexpected("a value");
        }
        return text.substring(start, at);
    }

    private static boolean isWordPart(char c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Moves behind the bracket that closes the one we are in, over brackets and strings on the way. */
    void skipToClosing() throws PythonSyntaxException {
        for (var open = 1; open > 0;) {
            if (atString()) {
                strings();
            } else if (at >= text.length()) {
                throw unexpected("a closing bracket");
            } else {
                var c = text.charAt(at++);
                open += "[({".indexOf(c) >= 0 ? 1 : "])}".indexOf(c) >= 0 ? -1 : 0;
            }
        }
    }

    boolean atString() {
        skipSpace();
        var quote = at < text.length() && "rRuU".indexOf(text.charAt(at)) >= 0 ? at + 1 : at;
        return quote < text.length() && isQuote(text.charAt(quote));
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }

    /** One string literal, or several side by side, which Python joins. */
    String strings() throws PythonSyntaxException {
        var joined = new StringBuilder();
        while (atString()) {
            var raw = Character.toLowerCase(text.charAt(at)) == 'r';
            if (!isQuote(text.charAt(at))) {
                at++;
            }
            string(raw, joined);
        }
        return joined.toString();
    }

    private void string(boolean raw, StringBuilder into) throws PythonSyntaxException {
        var quote = text.substring(at, at + 1);
        var end = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
        at += end.length();
        while (!text.startsWith(end, at)) {
            if (at >= text.length()) {
                throw new PythonSyntaxException("a string does not end");
            }
            if (text.charAt(at) != '\\') {
                into.append(text.charAt(at++));
            } else if (raw) {
                // a raw string keeps the backslash, which still guards a quote
                into.append(text, at, Math.min(at + 2, text.length()));
                at += 2;
            } else {
                escape(into);
            }
        }
        at += end.length();
    }

    private void escape(StringBuilder into) throws PythonSyntaxException {
        if (at + 1 >= text.length()) {
            throw new PythonSyntaxException("a string does not end");
        }
        var c = text.charAt(at + 1);
        at += 2;
        switch (c) {
            case '\n' -> {
                // an escaped line break is no character
            }
            case '\\', '\'', '"' -> into.append(c);
            case 'a' -> into.append('\u0007');
            case 'b' -> into.append('\b');
            case 'f' -> into.append('\f');
            case 'n' -> into.append('\n');
            case 'r' -> into.append('\r');
            case 't' -> into.append('\t');
            case 'v' -> into.append('\u000b');
            case 'x' -> codePoint(2, 16, into);
            case 'u' -> codePoint(4, 16, into);
            case 'U' -> codePoint(8, 16, into);
            case 'N' -> throw new PythonSyntaxException("\\N{...} is not read");
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(into);
            default -> into.append('\\').append(c);
        }
    }

    private void octal(StringBuilder into) throws PythonSyntaxException {
        at--;
        var digits = 0;
        while (digits < 3 && at + digits < text.length() && text.charAt(at + digits) >= '0' && text.charAt(at + digits) <= '7') {
            digits++;
        }
        codePoint(digits, 8, into);
    }

    private void codePoint(int digits, int radix, StringBuilder into) throws PythonSyntaxException {
        var end = at + digits;
        try {
            var value = end > text.length() ? -1 : Integer.parseUnsignedInt(text.substring(at, end), radix);
            if (!Character.isValidCodePoint(value) || value == 0 || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
                throw new PythonSyntaxException("an escape names no character that can be stored");
            }
            into.appendCodePoint(value);
        } catch (NumberFormatException e) {
            throw new PythonSyntaxException("an escape is not complete");
        }
        at = end;
    }
}
