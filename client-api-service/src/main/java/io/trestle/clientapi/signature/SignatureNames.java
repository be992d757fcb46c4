package io.trestle.clientapi.signature;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;

/** Which names an input may have: ASCII Python identifiers that no language along the way treats specially. */
final class SignatureNames {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern DUNDER = Pattern.compile("__.*__");

    private static final Set<String> KEYWORDS = Set.of("False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
            "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
            "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield");

    /** Names that JavaScript clients cannot use as plain object members. */
    private static final Set<String> PROTOTYPE = Set.of("constructor", "prototype");

    private SignatureNames() {
    }

    static boolean isIdentifier(String name) {
        return IDENTIFIER.matches(name);
    }

    /** What is wrong with the name of an input, as the end of a sentence; null where nothing is. */
    static @Nullable String objection(String name, SignatureLimits limits) {
        if (name.length() > limits.maxNameLength()) {
            return "has more than " + limits.maxNameLength() + " characters";
        }
        if (!isIdentifier(name)) {
            return "is no Python identifier of ASCII letters, digits and underscores";
        }
        if (KEYWORDS.contains(name)) {
            return "is a Python keyword";
        }
        if (DUNDER.matches(name) || PROTOTYPE.contains(name)) {
            return "is reserved";
        }
        return null;
    }
}
