package io.trestle.gateway.edge;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import org.jboss.logging.Logger;

import io.trestle.gateway.greet.Greetings;
import io.trestle.gateway.proxy.Answers;
import io.trestle.gateway.proxy.Proxy;
import io.trestle.gateway.proxy.ProxyUser;
import io.trestle.gateway.proxy.Target;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.wallet.Wallets;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Decides whose request it is: the handshake's, a service's, nobody's. On one event loop. */
final class Edge {

    private static final Logger LOG = Logger.getLogger(Edge.class);
    /** Users that have nothing under way are forgotten beyond this. */
    private static final int MOST_USERS = 10_000;

    private final Vertx vertx;
    private final SessionGate gate;
    private final Handshakes handshakes;
    private final Proxy proxy;
    private final Wallets wallets;
    private final Clock clock;
    private final Map<String, ProxyUser> users = new HashMap<>();

    Edge(Vertx vertx, SessionGate gate, Handshakes handshakes, Proxy proxy, Wallets wallets, Clock clock) {
        this.vertx = vertx;
        this.gate = gate;
        this.handshakes = handshakes;
        this.proxy = proxy;
        this.wallets = wallets;
        this.clock = clock;
    }

    /** @param uri the target, beginning with its path */
    void handle(HttpServerRequest request, String uri) {
        if (uri.startsWith("/greet") && Greetings.covers(request.method().name(), path(uri))) {
            handshakes.handle(request, path(uri), uri);
            return;
        }
        var candidates = gate.candidates(request.headers());
        var admission = gate.admitFromMemory(candidates);
        if (admission != null) {
            proceed(request, uri, admission);
            return;
        }
        request.pause();
        gate.admit(candidates).subscribe().with(admitted -> proceed(request, uri, admitted), failure -> {
            LOG.errorf(failure, "Whose request it is cannot be found out");
            Answers.error(vertx, request, 503, "err", "try again later");
        });
    }

    private void proceed(HttpServerRequest request, String uri, Admission admission) {
        var session = admission.session();
        var wallet = admission.wallet();
        var record = wallet == null ? null : wallet.record();
        if (session == null || wallet == null || record == null) {
            Answers.error(vertx, request, 400, "err", "invalid cookie");
            return;
        }
        var entrance = record.entrance();
        if (entrance == null) {
            Answers.error(vertx, request, 400, "msg", "[Fail] have not deployed before or something went wrong");
            return;
        }
        var target = new Target(entrance.tls(), entrance.host(), entrance.port(), entrance.authority(), entrance.http2(),
                wallet.upstreams());
        proxy.forward(request, uri, target, user(session));
    }

    private ProxyUser user(Session session) {
        if (users.size() > MOST_USERS) {
            users.values().removeIf(ProxyUser::isIdle);
        }
        return users.computeIfAbsent(session.wallet() + "|" + session.id(), key -> new ProxyUser(() -> mayStay(session)));
    }

    /** Asked once a second for each open WebSocket. Where memory does not tell, it is asked for, and told the next time. */
    private boolean mayStay(Session session) {
        if (session.expiresAt() <= clock.millis() / 1000) {
            return false;
        }
        var known = wallets.known(session.wallet());
        if (known == null) {
            wallets.load(session.wallet()).subscribe().with(loaded -> {
            }, failure -> LOG.debugf("A session could not be looked at: %s", failure));
            return true;
        }
        var record = known.record();
        return record != null && record.accepts(session.epoch(), session.id());
    }

    private static String path(String uri) {
        var query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
