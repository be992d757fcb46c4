package io.trestle.cloudflare.ownership;

import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The comment on each DNS record of ours: {@code mgd:trestle;m=<model>;g=<generation>;t=<tenant>}, or {@code …;pool} in place of the tenant. It
 * says whose record it is to a person in the dashboard, and to us after our table was lost.
 *
 * @param tenant {@link TunnelNames#NOBODY} for what the pool holds
 * @param modelId null where the model was left out, because it did not fit; the record's first label says it too
 */
public record ManagedComment(@Nullable String modelId, int generation, String tenant) {

    /** What every comment of ours begins with. */
    public static final String PREFIX = "mgd:trestle;";

    /** What the Free plan allows (facts, a7, DNS records). */
    private static final int MAX_LENGTH = 100;
    private static final Pattern FORM = Pattern.compile("mgd:trestle;(?:m=([^;]+);)?g=(\\d{1,9});(?:t=([^;]+)|pool)");

    /** Null for a comment that is not of this form. */
    public static @Nullable ManagedComment parse(@Nullable String comment) {
        var matcher = FORM.matcher(comment == null ? "" : comment);
        return matcher.matches()
                ? new ManagedComment(matcher.group(1), Integer.parseInt(matcher.group(2)),
                        Objects.requireNonNullElse(matcher.group(3), TunnelNames.NOBODY))
                : null;
    }

    /** At most 100 characters: without the model where that is needed. */
    public String text() {
        var whole = PREFIX + "m=" + modelId + ";" + rest();
        return modelId != null && whole.length() <= MAX_LENGTH ? whole : PREFIX + rest();
    }

    /** Whether a record at this hostname with this comment belongs to the model. */
    public boolean belongsTo(String model, String hostname) {
        return modelId == null ? hostname.startsWith(model + ".") : modelId.equals(model);
    }

    /** Whether it was made ahead, for whoever comes. */
    public boolean isPooled() {
        return tenant.equals(TunnelNames.NOBODY);
    }

    private String rest() {
        return "g=" + generation + (isPooled() ? ";pool" : ";t=" + tenant);
    }
}
