package io.trestle.dbc.rules;

import org.jspecify.annotations.Nullable;

/** Ports {@code first} to {@code last}, both included, 1 to 65535. */
public record PortRange(int first, int last) {

    private static final int HIGHEST = 65535;

    public PortRange {
        if (first < 1 || last > HIGHEST) {
            throw new IllegalArgumentException("ports are 1 to " + HIGHEST);
        }
        if (first > last) {
            throw new IllegalArgumentException("a range begins with its lower port");
        }
    }

    static PortRange of(String first, @Nullable String last) {
        var begin = Integer.parseInt(first);
        return new PortRange(begin, last == null ? begin : Integer.parseInt(last));
    }

    public static PortRange single(int port) {
        return new PortRange(port, port);
    }

    public int size() {
        return last - first + 1;
    }

    public boolean overlaps(PortRange other) {
        return first <= other.last && other.first <= last;
    }

    String text() {
        return first == last ? "" + first : first + "-" + last;
    }
}
