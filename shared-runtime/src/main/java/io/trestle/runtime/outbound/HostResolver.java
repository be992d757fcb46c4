package io.trestle.runtime.outbound;

import java.net.InetAddress;
import java.util.List;

import io.smallrye.mutiny.Uni;

/** Names to addresses. */
interface HostResolver {

    /** @return every address of the host, at least one; fails with {@link java.net.UnknownHostException} */
    Uni<List<InetAddress>> resolve(String host);
}
