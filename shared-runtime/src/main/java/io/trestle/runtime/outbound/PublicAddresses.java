package io.trestle.runtime.outbound;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

import io.netty.util.NetUtil;

/**
 * Which addresses belong to the public Internet. From IANA's registries of special-purpose addresses (RFC 6890 and its successors): of IPv4
 * everything but what is listed, of IPv6 only global unicast, and of that not what wraps an IPv4 address or belongs to nobody.
 */
final class PublicAddresses {

    private static final List<Block> NOT_PUBLIC_V4 = Stream.of(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private
            "100.64.0.0/10", // carrier-grade NAT; also Alibaba's metadata service
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // Azure's host, a public address by mistake
            "169.254.0.0/16", // link-local; the metadata service of most clouds
            "192.0.0.0/24", // protocol assignments; also Oracle's metadata service
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "198.18.0.0/15", // benchmarks
            "224.0.0.0/4", // multicast
            "240.0.0.0/4" // reserved, broadcast
    ).map(Block::parse).toList();

    /** Without NAT64 (64:ff9b::/96), unique local, link-local, site-local, multicast, loopback, unspecified, IPv4-compatible. */
    private static final Block GLOBAL_UNICAST_V6 = Block.parse("2000::/3");

    private static final List<Block> NOT_PUBLIC_V6 = Stream.of(
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", "3fff::/20", // documentation
            "2002::/16" // 6to4
    ).map(Block::parse).toList();

    private PublicAddresses() {
    }

    /** IPv4-mapped IPv6 addresses are IPv4 addresses already: the JDK makes no other objects of them. */
    static boolean contains(InetAddress address) {
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_V4.stream().noneMatch(block -> block.contains(address));
        }
        return GLOBAL_UNICAST_V6.contains(address) && NOT_PUBLIC_V6.stream().noneMatch(block -> block.contains(address));
    }

    private record Block(int bytes, BigInteger network, int hostBits) {

        static Block parse(String cidr) {
            var slash = cidr.indexOf('/');
            var network = NetUtil.createByteArrayFromIpAddressString(cidr.substring(0, slash));
            var hostBits = network.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
            return new Block(network.length, new BigInteger(1, network).shiftRight(hostBits), hostBits);
        }

        boolean contains(InetAddress address) {
            var candidate = address.getAddress();
            return candidate.length == bytes && new BigInteger(1, candidate).shiftRight(hostBits).equals(network);
        }
    }
}
