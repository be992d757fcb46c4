package io.trestle.dbc.rules;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One {@code custom_port} item: which ports of the host lead to which of the VM. The node's grammar, as its code has it:
 * {@code tcp,N} (N to N) · {@code tcp,A:B} (A to B) · {@code tcp,A-B} (each to itself) · {@code tcp,A-B:C-D} (range to range); {@code udp} likewise.
 * The node skips anything else without a word, or passes it to a shell.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param host ports of the host
 * @param guest ports of the VM, as many
 */
public record PortRule(String protocol, PortRange host, PortRange guest) {

    /** {@code tcp/udp} is how the published description writes "either"; the node would skip it, so it becomes two rules. */
    private static final Pattern ITEM = Pattern
            .compile("(tcp|udp|tcp/udp),([0-9]{1,5})(?:-([0-9]{1,5}))?(?::([0-9]{1,5})(?:-([0-9]{1,5}))?)?");
    private static final String GRAMMAR = "expected tcp,N or tcp,A:B or tcp,A-B or tcp,A-B:C-D (or udp)";

    /**
     * The rules that an item stands for: one, or two for {@code tcp/udp}.
     *
     * @throws IllegalArgumentException saying what is expected; the text is not repeated
     */
    public static List<PortRule> parse(String item) {
        var matcher = ITEM.matcher(item);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(GRAMMAR);
        }
        var host = PortRange.of(matcher.group(2), matcher.group(3));
        var guest = matcher.group(4) == null ? host : PortRange.of(matcher.group(4), matcher.group(5));
        if (matcher.group(4) != null && (matcher.group(3) == null) != (matcher.group(5) == null)) {
            throw new IllegalArgumentException("a single port leads to a single port, a range to a range");
        }
        if (host.size() != guest.size()) {
            throw new IllegalArgumentException("both ranges need the same length");
        }
        return List.of(matcher.group(1).split("/")).stream().map(protocol -> new PortRule(protocol, host, guest)).toList();
    }

    public boolean overlaps(PortRule other) {
        return protocol.equals(other.protocol) && host.overlaps(other.host);
    }

    /** As the node reads it. */
    public String text() {
        var ports = host.equals(guest) ? host.text() : host.text() + ":" + guest.text();
        return protocol + "," + ports;
    }
}
