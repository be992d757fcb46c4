package io.trestle.runtime.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.netty.util.NetUtil;
import io.smallrye.mutiny.Uni;

/** Configurations, and a resolver that answers by script. */
final class OutboundMother {

    private OutboundMother() {
    }

    /** As in production. */
    static OutboundConfig strict() {
        return config(false);
    }

    /** As in production, but for one more port. */
    static OutboundConfig strictOn(int port) {
        return config(false, Set.of(80, 443, port));
    }

    static OutboundConfig config(boolean allowLoopback, String... allowedHosts) {
        return config(allowLoopback, Set.of(80, 443, 8080, 8443), allowedHosts);
    }

    private static OutboundConfig config(boolean allowLoopback, Set<Integer> ports, String... allowedHosts) {
        return new OutboundConfig() {
            @Override
            public Optional<List<String>> allowedHosts() {
                return Optional.of(List.of(allowedHosts));
            }

            @Override
            public boolean allowLoopback() {
                return allowLoopback;
            }

            @Override
            public Set<Integer> ports() {
                return ports;
            }

            @Override
            public Duration resolveTimeout() {
                return Duration.ofMillis(500);
            }

            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(1);
            }
        };
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Each name has a list of answers, of which the last one stays. */
    static final class ScriptedResolver implements HostResolver {

        private final Map<String, Deque<List<InetAddress>>> answers = new HashMap<>();
        private final List<String> asked = new ArrayList<>();

        ScriptedResolver answer(String host, String... addresses) {
            answers.computeIfAbsent(host, name -> new ArrayDeque<>()).add(Arrays.stream(addresses).map(OutboundMother::address).toList());
            return this;
        }

        List<String> asked() {
            return asked;
        }

        @Override
        public Uni<List<InetAddress>> resolve(String host) {
            asked.add(host);
            var script = answers.get(host);
            if (host.startsWith("silent")) {
                return Uni.createFrom().nothing();
            }
            if (script == null) {
                return Uni.createFrom().failure(new UnknownHostException(host));
            }
            return Uni.createFrom().item(script.size() > 1 ? script.poll() : script.peek());
        }
    }
}
