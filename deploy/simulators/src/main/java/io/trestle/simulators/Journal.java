package io.trestle.simulators;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The latest requests, oldest first. Safe to read from any thread. */
public final class Journal {

    private final int capacity;
    private final Map<Long, JournalEntry> entries = new LinkedHashMap<>();
    private long last;

    /** @param capacity how many requests are kept; older ones are forgotten */
    public Journal(int capacity) {
        this.capacity = capacity;
    }

    public synchronized List<JournalEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** Those with this method whose path contains a match of the expression. */
    public List<JournalEntry> entries(String method, String pathRegex) {
        var wanted = Fault.of(FaultKind.DELAY).on(method, pathRegex);
        return entries().stream().filter(entry -> wanted.concerns(entry.method(), entry.path())).toList();
    }

    /** Requests that break the API's contract: a client under test has none. */
    public List<JournalEntry> violations() {
        return entries().stream().filter(entry -> !entry.violations().isEmpty()).toList();
    }

    public synchronized void clear() {
        entries.clear();
    }

    /** Adds the request that has just arrived, and returns its number. */
    synchronized long open(JournalEntry entry) {
        var number = ++last;
        entries.put(number, entry.numbered(number));
        if (entries.size() > capacity) {
            entries.remove(entries.keySet().iterator().next());
        }
        return number;
    }

    synchronized void update(long number, UnaryOperator<JournalEntry> change) {
        entries.computeIfPresent(number, (key, entry) -> change.apply(entry));
    }

    synchronized JsonObject toJson() {
        var all = new JsonArray();
        entries.values().forEach(entry -> all.add(entry.toJson()));
        return new JsonObject().put("total", last).put("entries", all);
    }
}
