package io.trestle.gateway.wallet;

import org.jspecify.annotations.Nullable;

import io.trestle.gateway.signature.WalletAddress;

/** Where the memory store keeps what PostgreSQL has in the wallet's deployment. */
public interface Entrances {

    /** @param entrance null to have none */
    void enter(WalletAddress wallet, @Nullable Entrance entrance);
}
