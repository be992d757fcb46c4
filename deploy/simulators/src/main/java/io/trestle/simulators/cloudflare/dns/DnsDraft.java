package io.trestle.simulators.cloudflare.dns;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a request says a record shall be, before any rule was applied. */
record DnsDraft(String type, String name, String content, boolean proxied, int ttl, @Nullable Integer priority, @Nullable String comment,
        List<String> tags) {

    private static final int AUTOMATIC = 1;

    /** POST and PUT: what is not said has its default. */
    static DnsDraft of(JsonObject body) {
        return new DnsDraft(body.getString("type", "").toUpperCase(Locale.ROOT), body.getString("name", ""), body.getString("content", ""),
                body.getBoolean("proxied", false), ttl(body.getValue("ttl"), AUTOMATIC), body.getInteger("priority"),
                body.getString("comment"), strings(body.getJsonArray("tags")));
    }

    /** PATCH: what is not said stays; null removes. */
    static DnsDraft of(JsonObject body, DnsRecord present) {
        return new DnsDraft(body.getString("type", present.type()).toUpperCase(Locale.ROOT), body.getString("name", present.name()),
                body.getString("content", present.content()), body.getBoolean("proxied", present.proxied()),
                ttl(body.getValue("ttl"), present.ttl()), body.getInteger("priority", present.priority()),
                body.getString("comment", present.comment()),
                body.containsKey("tags") ? strings(body.getJsonArray("tags")) : present.tags());
    }

    DnsRecord toRecord(String id, String fullName, String normalContent, Instant createdOn, Instant now, Instant listedFrom) {
        var comments = comment == null || comment.isEmpty() ? null : comment;
        return new DnsRecord(id, type, fullName, normalContent, proxied, proxied ? AUTOMATIC : ttl, priority, comments, tags, createdOn,
                now,
                listedFrom);
    }

    private static int ttl(@Nullable Object value, int otherwise) {
        return value instanceof Number number ? number.intValue() : otherwise;
    }

    private static List<String> strings(@Nullable JsonArray array) {
        return array == null ? List.of() : array.stream().map(String::valueOf).toList();
    }
}
