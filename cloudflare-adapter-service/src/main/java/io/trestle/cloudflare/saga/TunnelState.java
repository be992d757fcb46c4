package io.trestle.cloudflare.saga;

import org.jspecify.annotations.Nullable;

/**
 * How far a tunnel is. The states with a step of their own ({@link #isSettled} is false) say what is to be done next; each names its
 * successors as methods, so that no other transition can be written down.
 */
public sealed interface TunnelState {

    /** Whether there is nothing to do in this state. */
    default boolean isSettled() {
        return false;
    }

    /** Cloudflare's id of the tunnel, where it is known. */
    default @Nullable String tunnelId() {
        return null;
    }

    /** Cloudflare's id of the DNS record, where it is known. */
    default @Nullable String recordId() {
        return null;
    }

    /** A tunnel is wanted, whatever stands now. */
    default TunnelState provision() {
        return new EnsuringTunnel();
    }

    /** Nothing is wanted any more, whatever stands now. */
    default TunnelState deprovision() {
        return new RemovingRecord(tunnelId());
    }

    /** Another secret is wanted; null where there is no tunnel that could have one. */
    default @Nullable TunnelState rotate() {
        return null;
    }

    /** Nothing of ours is known to stand. */
    record Absent() implements TunnelState {
        @Override
        public boolean isSettled() {
            return true;
        }
    }

    /** The tunnel is to be created, or found and proven ours. */
    record EnsuringTunnel() implements TunnelState {
        EnsuringRecord ensured(String tunnelId) {
            return new EnsuringRecord(tunnelId);
        }

        Absent givenUp() {
            return new Absent();
        }
    }

    /** The tunnel stands; the DNS record that leads to it is to be created, or found. */
    record EnsuringRecord(@Override String tunnelId) implements TunnelState {
        Verifying ensured(String recordId) {
            return new Verifying(tunnelId, recordId);
        }

        RemovingTunnel takenBack() {
            return new RemovingTunnel(tunnelId);
        }
    }

    /** Both were written; they are to be read back. */
    record Verifying(@Override String tunnelId, @Override String recordId) implements TunnelState {
        Provisioned verified() {
            return new Provisioned(tunnelId, recordId);
        }

        EnsuringTunnel differs() {
            return new EnsuringTunnel();
        }
    }

    /** Both stand, and were read back. */
    record Provisioned(@Override String tunnelId, @Override String recordId) implements TunnelState {
        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public TunnelState rotate() {
            return new ChangingSecret(tunnelId, recordId);
        }

        /** Provisioned again as it is: only looked at. */
        public Verifying confirm() {
            return new Verifying(tunnelId, recordId);
        }
    }

    /** The tunnel is to get its next secret. */
    record ChangingSecret(@Override String tunnelId, @Override String recordId) implements TunnelState {
        @Override
        public TunnelState rotate() {
            return this;
        }

        CuttingConnections changed() {
            return new CuttingConnections(tunnelId, recordId);
        }
    }

    /** The tunnel has its next secret; connectors that run with the one before are to be cut off. */
    record CuttingConnections(@Override String tunnelId, @Override String recordId) implements TunnelState {
        @Override
        public TunnelState rotate() {
            return new ChangingSecret(tunnelId, recordId);
        }

        Provisioned cut() {
            return new Provisioned(tunnelId, recordId);
        }
    }

    /** The record is to go first, so that no name leads to a tunnel that is gone. */
    record RemovingRecord(@Override @Nullable String tunnelId) implements TunnelState {
        RemovingTunnel removed() {
            return new RemovingTunnel(tunnelId);
        }
    }

    /** The connections and the tunnel are to go. */
    record RemovingTunnel(@Override @Nullable String tunnelId) implements TunnelState {
        Absent removed() {
            return new Absent();
        }
    }
}
