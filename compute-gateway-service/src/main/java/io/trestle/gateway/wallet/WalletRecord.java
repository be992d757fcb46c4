package io.trestle.gateway.wallet;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A wallet that may use the gateway, as it is stored.
 *
 * @param epoch how often it has revoked all of its sessions
 * @param ended ids of sessions that it has ended one by one, as long as they would last
 * @param entrance where its requests go, when it has a deployment
 */
public record WalletRecord(long epoch, Set<String> ended, @Nullable Entrance entrance) {

    public WalletRecord {
        ended = Set.copyOf(ended);
    }

    public boolean accepts(long sessionEpoch, String sessionId) {
        return sessionEpoch == epoch && !ended.contains(sessionId);
    }
}
