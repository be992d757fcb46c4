package io.trestle.gateway.edge;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.session.Credentials;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.session.SessionTokens;
import io.trestle.gateway.wallet.Wallets;
import io.vertx.core.MultiMap;

/** Tells whose request it is. On one event loop: tokens that were verified once are remembered there. */
public final class SessionGate {

    /** Some 300 bytes each. */
    private static final int MOST_VERIFIED = 10_000;

    private final SessionTokens tokens;
    private final Wallets wallets;
    private final Clock clock;
    private final Map<String, Session> verified = new HashMap<>();

    public SessionGate(SessionTokens tokens, Wallets wallets, Clock clock) {
        this.tokens = tokens;
        this.wallets = wallets;
        this.clock = clock;
    }

    /** Sessions with a good signature that have not expired; whether they were ended is not known yet. */
    public List<Session> candidates(MultiMap headers) {
        var found = new ArrayList<Session>(1);
        Credentials.forEach(headers, token -> {
            var session = session(token);
            if (session != null) {
                found.add(session);
            }
        });
        return found;
    }

    /** @return null when memory does not tell; else who it is, or {@link Admission#NONE} */
    @Nullable
    Admission admitFromMemory(List<Session> candidates) {
        for (var session : candidates) {
            var known = wallets.known(session.wallet());
            if (known == null) {
                return null;
            }
            var admission = admission(session, known);
            if (admission != Admission.NONE) {
                return admission;
            }
        }
        return Admission.NONE;
    }

    public Uni<Admission> admit(List<Session> candidates) {
        if (candidates.isEmpty()) {
            return Uni.createFrom().item(Admission.NONE);
        }
        var session = candidates.get(0);
        return wallets.load(session.wallet()).map(known -> admission(session, known))
                .chain(admission -> admission == Admission.NONE
                        ? admit(candidates.subList(1, candidates.size()))
                        : Uni.createFrom().item(admission));
    }

    private static Admission admission(Session session, Wallets.Known known) {
        var record = known.record();
        return record != null && record.accepts(session.epoch(), session.id()) ? new Admission(session, known) : Admission.NONE;
    }

    private @Nullable Session session(String token) {
        var before = verified.get(token);
        if (before != null) {
            return before.expiresAt() > clock.millis() / 1000 ? before : null;
        }
        var session = tokens.verify(token, clock.instant());
        if (session != null) {
            if (verified.size() >= MOST_VERIFIED) {
                verified.clear();
            }
            verified.put(token, session);
        }
        return session;
    }
}
