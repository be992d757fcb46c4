package io.trestle.gateway.grpc;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.edge.Admission;
import io.trestle.gateway.edge.SessionGate;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.session.SessionKey;
import io.trestle.gateway.session.SessionTokens;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.gateway.wallet.Wallets;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Whose call it is, found out as for a request over HTTP. */
@ApplicationScoped
class CallSessions {

    private final SessionKey key;
    private final Wallets wallets;
    private final Clock clock;

    CallSessions(SessionKey key, Wallets wallets, Clock clock) {
        this.key = key;
        this.wallets = wallets;
        this.clock = clock;
    }

    /**
     * @param apiKey of the message: {@code cpuser_<address>=<value>}, or its value alone where the address is given; may be empty
     * @param address of the message; may be empty, and otherwise must be that of the session
     */
    Uni<Admission> admit(CallMetadata.Caller caller, String apiKey, String address) {
        var gate = new SessionGate(key.tokens(), wallets, clock);
        var headers = MultiMap.caseInsensitiveMultiMap();
        caller.cookies().forEach(cookie -> headers.add(HttpHeaders.COOKIE, cookie));
        caller.authorizations().forEach(authorization -> headers.add(HttpHeaders.AUTHORIZATION, authorization));
        var token = token(apiKey, address);
        if (token != null) {
            headers.add(HttpHeaders.COOKIE, token);
        }
        var wallet = WalletAddress.parse(address);
        var candidates = gate.candidates(headers).stream()
                .filter(session -> address.isEmpty() || session.wallet().equals(wallet)).toList();
        return gate.admit(candidates);
    }

    /** Name and value of a session, as its owner sends it. */
    String token(Session session) {
        return key.tokens().token(session);
    }

    SessionTokens tokens() {
        return key.tokens();
    }

    private static @Nullable String token(String apiKey, String address) {
        if (apiKey.isEmpty() || apiKey.indexOf(';') >= 0) {
            return null;
        }
        var wallet = WalletAddress.parse(address);
        return apiKey.startsWith(SessionTokens.PREFIX) ? apiKey : wallet == null ? null : SessionTokens.PREFIX + wallet + "=" + apiKey;
    }
}
