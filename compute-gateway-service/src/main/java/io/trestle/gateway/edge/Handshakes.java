package io.trestle.gateway.edge;

import java.net.URI;
import java.util.List;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.trestle.gateway.greet.GreetAnswer;
import io.trestle.gateway.greet.GreetRequest;
import io.trestle.gateway.greet.Greetings;
import io.trestle.gateway.proxy.Answers;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.session.SessionTokens;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The handshake over HTTP. On one event loop. */
final class Handshakes {

    private static final Logger LOG = Logger.getLogger(Handshakes.class);
    /** A message of EIP-4361 with its signature has some hundred bytes. */
    private static final int MAX_BODY = 16 * 1024;

    private final Vertx vertx;
    private final Greetings greetings;
    private final SessionGate gate;
    private final SessionTokens tokens;
    private final RateLimit rateLimit;

    Handshakes(Vertx vertx, Greetings greetings, SessionGate gate, SessionTokens tokens, RateLimit rateLimit) {
        this.vertx = vertx;
        this.greetings = greetings;
        this.gate = gate;
        this.tokens = tokens;
        this.rateLimit = rateLimit;
    }

    void handle(HttpServerRequest request, String path, String uri) {
        if (!rateLimit.admits(request.remoteAddress().hostAddress())) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "60");
            Answers.error(vertx, request, 429, "err", "too many requests");
            return;
        }
        var query = uri.indexOf('?');
        var parameters = GreetRequest.parameters(query < 0 ? null : uri.substring(query + 1));
        if (parameters == null) {
            Answers.error(vertx, request, 400, "err", "a parameter cannot be read, or comes twice");
            return;
        }
        if (!path.equals("/greet/siwe")) {
            answer(request, new GreetRequest(request.method().name(), path, parameters, "", List.of(), tokens));
            return;
        }
        var body = Buffer.buffer();
        request.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > MAX_BODY) {
                request.pause();
                Answers.error(vertx, request, 413, "err", "the body is too large");
            }
        });
        request.endHandler(end -> {
            if (!request.response().ended()) {
                answer(request, new GreetRequest("POST", path, parameters, body.toString(), List.of(), tokens));
            }
        });
    }

    private void answer(HttpServerRequest request, GreetRequest greeting) {
        var candidates = gate.candidates(request.headers());
        if (!candidates.isEmpty() && Greetings.actsOnSession(greeting) && isForeign(request)) {
            Answers.error(vertx, request, 400, "err", "cross-site request");
            return;
        }
        gate.admit(candidates)
                .map(admission -> with(greeting, admission.session()))
                .chain(greetings::answer)
                .subscribe().with(answer -> send(request, answer), failure -> {
                    LOG.errorf(failure, "The handshake %s failed", greeting);
                    send(request, GreetAnswer.error(503, "try again later"));
                });
    }

    private static GreetRequest with(GreetRequest greeting, @Nullable Session session) {
        return new GreetRequest(greeting.method(), greeting.path(), greeting.parameters(), greeting.body(),
                session == null ? List.of() : List.of(session), greeting.tokens());
    }

    private void send(HttpServerRequest request, GreetAnswer answer) {
        var response = request.response();
        if (!response.ended() && !response.closed() && !answer.cookies().isEmpty()) {
            response.putHeader("set-cookie", answer.cookies());
        }
        Answers.send(vertx, request, answer.status(), answer.body());
    }

    /** Sent by a page of another site, with the cookies that the browser added. A bearer token is added by nobody but its owner. */
    private static boolean isForeign(HttpServerRequest request) {
        var site = request.getHeader("sec-fetch-site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        var host = request.authority();
        return origin != null && !(host != null && host.toString().equalsIgnoreCase(authority(origin)));
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
