package io.trestle.simulators.cloudflare.dns;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;
import io.trestle.simulators.cloudflare.api.CloudflareLimits;
import io.vertx.core.json.JsonObject;

/** The records of the zone, in the order of their creation. Safe for any thread. */
public final class DnsZone {

    private final Clock clock;
    private final int quota;
    private final DnsRules rules;
    private final List<Ghost> ghosts = new ArrayList<>();
    private Map<String, DnsRecord> records = new LinkedHashMap<>();

    /** @param nestedErrors whether validation errors come as causes of a 1004 */
    public DnsZone(String zoneName, Clock clock, CloudflareLimits limits, boolean nestedErrors) {
        this.clock = clock;
        this.quota = limits.dnsRecords();
        this.rules = new DnsRules(zoneName, limits.commentLength(), limits.tags(), nestedErrors);
    }

    public synchronized List<DnsRecord> records() {
        return List.copyOf(records.values());
    }

    /** Replaces everything, as at a restart. */
    public synchronized void restore(List<DnsRecord> all) {
        records.clear();
        ghosts.clear();
        all.forEach(one -> records.put(one.id(), one));
    }

    /** What lists show now: without records that are too fresh, with deleted ones that linger. */
    synchronized List<DnsRecord> listed() {
        var now = clock.instant();
        ghosts.removeIf(ghost -> !now.isBefore(ghost.until));
        var fresh = records.values().stream().filter(one -> !now.isBefore(one.listedFrom()));
        return Stream.concat(fresh, ghosts.stream().map(Ghost::body)).toList();
    }

    synchronized DnsRecord get(String id) {
        var found = records.get(id);
        if (found == null) {
            throw new ApiFailure(404, ApiError.of(81044, "Record does not exist."));
        }
        return found;
    }

    synchronized DnsRecord create(JsonObject body, Duration listLag) {
        var now = clock.instant();
        var created = record(DnsDraft.of(body), UUID.randomUUID().toString().replace("-", ""), now, now, now.plus(listLag));
        rules.checkBeside(created, records.values(), false);
        if (records.size() >= quota) {
            throw new ApiFailure(400, ApiError.of(81045, "Record quota exceeded."));
        }
        return put(created);
    }

    /** The records that a host name leads to; at most one is a CNAME, and then it is alone. */
    synchronized List<DnsRecord> leadingFrom(String hostname) {
        var name = rules.fullName(hostname);
        return records.values().stream().filter(one -> one.name().equals(name) && DnsRules.isProxiable(one.type())).toList();
    }

    synchronized DnsRecord overwrite(String id, JsonObject body) {
        return update(get(id), DnsDraft.of(body));
    }

    synchronized DnsRecord patch(String id, JsonObject body) {
        var present = get(id);
        return update(present, DnsDraft.of(body, present));
    }

    synchronized DnsRecord delete(String id, Duration listLag) {
        var gone = get(id);
        records.remove(id);
        if (!listLag.isZero()) {
            ghosts.add(new Ghost(gone, clock.instant().plus(listLag)));
        }
        return gone;
    }

    /** All or nothing: a failure leaves the zone as it was. */
    synchronized <T> T inOneTransaction(Supplier<T> changes) {
        var before = records;
        var ghostsBefore = List.copyOf(ghosts);
        records = new LinkedHashMap<>(before);
        try {
            return changes.get();
        } catch (RuntimeException e) {
            records = before;
            ghosts.clear();
            ghosts.addAll(ghostsBefore);
            throw e;
        }
    }

    private DnsRecord update(DnsRecord present, DnsDraft draft) {
        var changed = record(draft, present.id(), present.createdOn(), clock.instant(), present.listedFrom());
        rules.checkBeside(changed, records.values(), true);
        return put(changed);
    }

    private DnsRecord record(DnsDraft draft, String id, Instant createdOn, Instant now, Instant listedFrom) {
        var made = draft.toRecord(id, rules.fullName(draft.name()), rules.normalContent(draft), createdOn, now, listedFrom);
        rules.check(draft, made);
        return made;
    }

    private DnsRecord put(DnsRecord changed) {
        records.put(changed.id(), changed);
        return changed;
    }

    /** A deleted record that lists still show. */
    private record Ghost(DnsRecord body, Instant until) {
    }
}
