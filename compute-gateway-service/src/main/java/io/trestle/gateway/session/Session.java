package io.trestle.gateway.session;

import io.trestle.gateway.signature.WalletAddress;

/**
 * What a valid token says. Whether it was revoked since, the wallet's record tells.
 *
 * @param expiresAt Unix seconds
 * @param epoch how often the wallet had revoked all of its sessions when this one was issued
 * @param id of this session, for its end before its time
 */
public record Session(WalletAddress wallet, long expiresAt, long epoch, String id) {
}
