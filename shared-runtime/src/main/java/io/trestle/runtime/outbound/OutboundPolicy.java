package io.trestle.runtime.outbound;

import java.time.Duration;
import java.util.Set;

/**
 * What one kind of call allows.
 *
 * @param schemes {@code http}, {@code https}
 * @param redirects hops that are followed, each checked like the first address; with 0 a redirect is an answer like any other
 * @param timeout for everything: resolving, connecting, all hops, the whole answer
 * @param maxBytes of the answer's body
 */
public record OutboundPolicy(Set<String> schemes, int redirects, Duration timeout, long maxBytes) {

    /** HTTP and HTTPS, no redirect, 10 s, 1 MiB. */
    public static final OutboundPolicy DEFAULT = new OutboundPolicy(Set.of("http", "https"), 0, Duration.ofSeconds(10), 1024 * 1024);

    public OutboundPolicy {
        schemes = Set.copyOf(schemes);
    }

    public OutboundPolicy httpsOnly() {
        return new OutboundPolicy(Set.of("https"), redirects, timeout, maxBytes);
    }

    public OutboundPolicy redirects(int hops) {
        return new OutboundPolicy(schemes, hops, timeout, maxBytes);
    }

    public OutboundPolicy timeout(Duration limit) {
        return new OutboundPolicy(schemes, redirects, limit, maxBytes);
    }

    public OutboundPolicy maxBytes(long limit) {
        return new OutboundPolicy(schemes, redirects, timeout, limit);
    }
}
