package io.trestle.simulators.cloudflare.dns;

import java.net.IDN;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;

/** What Cloudflare demands of a record by itself, and beside the other records of its name. */
final class DnsRules {

    static final Set<String> TYPES = Set.of("A", "AAAA", "CNAME", "TXT", "MX", "NS");

    private static final Set<String> ADDRESSES = Set.of("A", "AAAA");
    private static final Set<String> PROXIABLE = Set.of("A", "AAAA", "CNAME");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:.]{2,45}");
    private static final Pattern HOST = Pattern
            .compile("(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final String SAME_NAME = "For more details, refer to "
            + "<https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.";

    private final String zoneName;
    private final int commentLength;
    private final int tagQuota;
    private final boolean nested;

    /** @param nested whether validation errors are causes of a 1004 */
    DnsRules(String zoneName, int commentLength, int tagQuota, boolean nested) {
        this.zoneName = zoneName;
        this.commentLength = commentLength;
        this.tagQuota = tagQuota;
        this.nested = nested;
    }

    static boolean isProxiable(String type) {
        return PROXIABLE.contains(type);
    }

    /** The name as it is stored: a label gets the zone's name, {@code @} is the zone, Unicode becomes punycode. */
    String fullName(String name) {
        var ascii = normal(name);
        if (ascii.isEmpty() || "@".equals(ascii) || ascii.equals(zoneName)) {
            return zoneName;
        }
        return ascii.endsWith("." + zoneName) ? ascii : ascii + "." + zoneName;
    }

    String normalContent(DnsDraft draft) {
        return "TXT".equals(draft.type()) || ADDRESSES.contains(draft.type()) ? draft.content() : normal(draft.content());
    }

    /** Fails with every rule that the record breaks by itself. */
    void check(DnsDraft draft, DnsRecord record) {
        var errors = new ArrayList<ApiError>();
        if (!TYPES.contains(draft.type())) {
            errors.add(ApiError.of(9000, "Invalid DNS record type"));
        }
        if (draft.name().isBlank() || record.name().length() > 253 || !HOST.matcher(record.name()).matches()) {
            errors.add(ApiError.of(9000, "DNS name is invalid."));
        }
        checkContent(record, errors);
        if (draft.ttl() != 1 && (draft.ttl() < 60 || draft.ttl() > 86_400)) {
            errors.add(ApiError.of(9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic."));
        }
        if (record.proxied() && !PROXIABLE.contains(record.type())) {
            errors.add(ApiError.of(9041, "This DNS record cannot be proxied."));
        }
        if (record.comment() != null && record.comment().codePointCount(0, record.comment().length()) > commentLength) {
            errors.add(ApiError.of(9313, "DNS record comment exceeds the maximum length of " + commentLength + " characters."));
        }
        if (record.tags().size() > tagQuota) {
            errors.add(ApiError.of(9300, "DNS record has " + record.tags().size() + " tags, exceeding the quota of " + tagQuota + "."));
        }
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
    }

    /** Fails when the record cannot stand beside the others. A record that an update turned into another one is told by its cause. */
    void checkBeside(DnsRecord record, Collection<DnsRecord> all, boolean update) {
        var others = all.stream().filter(other -> !other.id().equals(record.id()) && other.name().equals(record.name())).toList();
        if ("CNAME".equals(record.type()) && others.stream().anyMatch(other -> PROXIABLE.contains(other.type()))) {
            throw conflict(81053, "An A, AAAA, or CNAME record with that host already exists. " + SAME_NAME);
        }
        if (ADDRESSES.contains(record.type()) && others.stream().anyMatch(other -> "CNAME".equals(other.type()))) {
            throw conflict(81054, "A CNAME record with that host already exists. " + SAME_NAME);
        }
        var twin = others.stream().filter(record::isSameRecord).findFirst();
        if (twin.isPresent() && update) {
            throw invalid(List.of(ApiError.of(81057, "The record already exists.")));
        }
        if (twin.isPresent()) {
            throw twin.get().hasSameSettings(record)
                    ? conflict(81058, "An identical record already exists.")
                    : conflict(81057, "The record already exists.");
        }
    }

    private static void checkContent(DnsRecord record, List<ApiError> errors) {
        var content = record.content();
        switch (record.type()) {
            case "A" -> require(IPV4.matcher(content).matches(), 9005, "Content for A record must be a valid IPv4 address.", errors);
            case "AAAA" -> require(IPV6.matcher(content).matches(), 9006, "Content for AAAA record must be a valid IPv6 address.", errors);
            case "CNAME" -> {
                require(HOST.matcher(content).matches() && !IPV4.matcher(content).matches(), 9007, "Content for CNAME record is invalid.",
                        errors);
                require(!content.equals(record.name()), 9039, "CNAME content cannot reference itself.", errors);
            }
            case "MX" -> {
                require(HOST.matcher(content).matches(), 9009, "Content for MX record is invalid.", errors);
                require(record.priority() != null, 9100, "priority is a required field.", errors);
            }
            case "NS" -> require(HOST.matcher(content).matches(), 9008, "Content for NS record is invalid.", errors);
            default -> require(!content.isEmpty(), 9012, "Content is a required field.", errors);
        }
    }

    private static void require(boolean held, int code, String message, List<ApiError> errors) {
        if (!held) {
            errors.add(ApiError.of(code, message));
        }
    }

    private ApiFailure invalid(List<ApiError> errors) {
        var all = errors.toArray(ApiError[]::new);
        return nested ? new ApiFailure(400, ApiError.of(1004, "DNS Validation Error").causedBy(all)) : new ApiFailure(400, all);
    }

    private static ApiFailure conflict(int code, String message) {
        return new ApiFailure(400, ApiError.of(code, message));
    }

    private static String normal(String name) {
        var bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        try {
            return IDN.toASCII(bare).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // Not a name that punycode can write; the rule for names refuses it.
            return bare;
        }
    }
}
