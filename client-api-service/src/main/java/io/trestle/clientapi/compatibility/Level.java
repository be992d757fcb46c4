package io.trestle.clientapi.compatibility;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** How much a change matters, as in semantic versioning; in ascending order. Lower case in answers. */
public enum Level {
    /** The signatures are the same. */
    UNCHANGED,
    /** Only words differ. */
    PATCH,
    /** What was accepted is accepted; there is more, or another default. */
    MINOR,
    /** Something that was accepted no longer is, or the output is another one. */
    MAJOR;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
