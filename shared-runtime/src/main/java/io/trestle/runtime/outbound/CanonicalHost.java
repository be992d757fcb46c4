package io.trestle.runtime.outbound;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.netty.util.NetUtil;

/**
 * A host in the one form that is checked and connected to. The same address can be written in many ways that lenient parsers accept
 * ({@code 0x7f.1}, {@code 2130706433}, {@code １２７.０.０.１}); each is brought to its usual form, as browsers do (WHATWG URL, 3.5).
 *
 * @param name ASCII, lower case, without a trailing dot; for an address its usual form, IPv6 without brackets
 * @param address if the host is an IP address
 */
record CanonicalHost(String name, @Nullable InetAddress address) {

    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]*|[0-9]+");
    /** Underscores occur in real host names, though not in the RFC. */
    private static final Pattern NAME = Pattern
            .compile("(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

    /**
     * @param host as it stands in the URL, brackets included
     * @throws IllegalArgumentException it is neither a name nor an address
     */
    static CanonicalHost of(String host) {
        if (host.startsWith("[")) {
            return ofIpv6(host);
        }
        var name = ascii(host);
        if (NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()) {
            return of(ipv4(name.split("\\.", -1)));
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a host name");
        }
        return new CanonicalHost(name, null);
    }

    private static CanonicalHost ofIpv6(String host) {
        var literal = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
        // A zone names an interface of this machine.
        if (literal.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(literal)) {
            throw new IllegalArgumentException("Not an IPv6 address");
        }
        return of(NetUtil.createByteArrayFromIpAddressString(literal));
    }

    private static CanonicalHost of(byte[] bytes) {
        try {
            // Makes an IPv4 address of an IPv4-mapped one.
            var address = InetAddress.getByAddress(bytes);
            return new CanonicalHost(NetUtil.toAddressString(address), address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an address", e);
        }
    }

    /** Maps full-width digits, ideographic dots and the like; fails on what has no ASCII form. */
    private static String ascii(String host) {
        var name = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** One to four numbers, decimal, octal (0…) or hexadecimal (0x…); the last fills the bytes that are left. */
    private static byte[] ipv4(String[] parts) {
        if (parts.length > 4) {
            throw new IllegalArgumentException("Not an IPv4 address");
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            var last = i == parts.length - 1;
            var value = number(parts[i]);
            if (value >= 1L << (last ? 8 * (4 - i) : 8)) {
                throw new IllegalArgumentException("Not an IPv4 address");
            }
            address |= value << (last ? 0 : 8 * (3 - i));
        }
        return new byte[]{(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
    }

    private static long number(String text) {
        // Twelve characters hold any number below 2^32 in any base; more could overflow.
        if (!NUMBER.matcher(text).matches() || text.length() > 12) {
            throw new IllegalArgumentException("Not an IPv4 address");
        }
        if (text.startsWith("0x")) {
            return text.length() == 2 ? 0 : Long.parseLong(text.substring(2), 16);
        }
        return text.length() > 1 && text.startsWith("0") ? Long.parseLong(text, 8) : Long.parseLong(text);
    }
}
