package io.trestle.gateway.edge;

import org.jspecify.annotations.Nullable;

import io.trestle.gateway.session.Session;
import io.trestle.gateway.wallet.Wallets;

/**
 * Who sent a request.
 *
 * @param session null for nobody; then the wallet is null, too
 */
public record Admission(@Nullable Session session, Wallets.@Nullable Known wallet) {

    static final Admission NONE = new Admission(null, null);
}
