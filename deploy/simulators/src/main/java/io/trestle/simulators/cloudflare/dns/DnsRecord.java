package io.trestle.simulators.cloudflare.dns;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A record of the zone.
 *
 * @param id 32 hexadecimal digits
 * @param type one of {@link DnsRules#TYPES}
 * @param name fully qualified, punycode, lower case, no trailing dot
 * @param ttl seconds; 1 for automatic
 * @param priority of an MX record, else null
 * @param comment null for none
 * @param listedFrom lists do not show it before
 */
public record DnsRecord(String id, String type, String name, String content, boolean proxied, int ttl, @Nullable Integer priority,
        @Nullable String comment, List<String> tags, Instant createdOn, Instant modifiedOn, Instant listedFrom) {

    /** Type, name and content make a record; the rest are its settings. */
    boolean isSameRecord(DnsRecord other) {
        return type.equals(other.type) && name.equals(other.name) && content.equals(other.content)
                && Objects.equals(priority, other.priority);
    }

    boolean hasSameSettings(DnsRecord other) {
        return proxied == other.proxied && ttl == other.ttl && Objects.equals(comment, other.comment) && tags.equals(other.tags);
    }
}
