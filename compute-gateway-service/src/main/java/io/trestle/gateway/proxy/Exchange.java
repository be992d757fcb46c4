package io.trestle.gateway.proxy;

import java.util.List;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;

/** One request and its answer: to whom it goes, and what becomes of it when something fails. On one event loop. */
final class Exchange implements InFlight.Watched {

    private static final Logger LOG = Logger.getLogger(Exchange.class);
    /** gRPC and HTTP/2: the other side is not interested any more. */
    private static final long CANCEL = 8;

    final Proxy proxy;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String uri;
    private final Target target;
    private final ProxyUser user;
    private final boolean http2Upstream;
    private final long startedAt = System.nanoTime();

    private final RequestBody body;
    private @Nullable HttpClientRequest upstream;
    private boolean answered;
    private boolean over;
    private int addressesTried;
    private int retries;
    private long lastSign = startedAt;

    Exchange(Proxy proxy, HttpServerRequest request, String uri, Target target, ProxyUser user) {
        this.proxy = proxy;
        this.request = request;
        this.response = request.response();
        this.uri = uri;
        this.target = target;
        this.user = user;
        http2Upstream = target.http2() || isGrpc(request);
        body = new RequestBody(this, request);
    }

    void start() {
        user.underWay++;
        proxy.inFlight.add(this);
        response.exceptionHandler(failure -> clientGone());
        response.closeHandler(closed -> clientGone());
        body.look(this::send);
    }

    private void send() {
        if (over) {
            return;
        }
        var options = new RequestOptions().setMethod(request.method()).setURI(uri).setHost(target.host()).setPort(target.port())
                .setSsl(target.tls()).setServer(target.addresses().get(addressesTried));
        proxy.client(http2Upstream).request(options).onComplete(connected -> {
            if (connected.succeeded()) {
                begin(connected.result());
            } else {
                notConnected(connected.cause());
            }
        });
    }

    /** Nothing was sent: the next address may be tried for any request. */
    private void notConnected(Throwable failure) {
        if (!over && ++addressesTried < target.addresses().size()) {
            send();
        } else {
            fail(failure);
        }
    }

    private void begin(HttpClientRequest connected) {
        connected.exceptionHandler(failure -> {
            // The answer's future tells of it, too; without a handler Vert.x would log it.
        });
        if (over) {
            connected.reset(CANCEL);
            return;
        }
        upstream = connected;
        RequestHead.copy(request, connected.headers(), proxy.pseudonym);
        connected.response().onComplete(answered -> {
            if (answered.succeeded()) {
                answered(answered.result());
            } else {
                notAnswered(answered.cause());
            }
        });
        connected.earlyHintsHandler(hints -> earlyHints(hints));
        body.send(connected);
    }

    private void earlyHints(MultiMap hints) {
        if (!response.headWritten() && !over && request.version() != HttpVersion.HTTP_1_0) {
            var kept = MultiMap.caseInsensitiveMultiMap();
            ResponseHead.copy(hints, kept, target);
            response.writeEarlyHints(kept);
        }
    }

    /**
     * The usual reason is a connection that the service closed while the request was on its way. What may be repeated without harm, and has
     * no body that is gone, is sent once more.
     */
    private void notAnswered(Throwable failure) {
        if (!over && retries == 0 && !body.isPresent() && isIdempotent(request.method()) && !(failure instanceof TimeoutException)
                && !(failure instanceof StreamResetException)) {
            retries++;
            proxy.metrics.retried();
            send();
        } else {
            fail(failure);
        }
    }

    private void answered(HttpClientResponse received) {
        if (over) {
            return;
        }
        answered = true;
        giveSign();
        new AnswerPassage(this, request, received).begin(target, body, isStreaming());
    }

    /** Both directions at once are normal for gRPC, and possible with HTTP/1.1 where both bodies are chunked. */
    private boolean isStreaming() {
        return http2Upstream || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** The answer has been passed on whole. */
    void finished(int status) {
        end();
        proxy.metrics.answered(status, System.nanoTime() - startedAt);
        if (body.isUnderWay()) {
            var sending = upstream;
            if (sending != null) {
                sending.reset(CANCEL);
            }
            Answers.closeWhenRead(proxy.vertx, request);
        }
    }

    /** Something came, or was taken: it is not silent. */
    void giveSign() {
        lastSign = System.nanoTime();
    }

    boolean isOver() {
        return over;
    }

    /** An answer that ends early must not look complete. */
    void brokenOff(Throwable failure) {
        if (over) {
            return;
        }
        LOG.debugf("The answer to %s broke off: %s", request.method(), failure);
        end();
        proxy.metrics.failed();
        abort(failure instanceof StreamResetException reset ? reset.getCode() : 2);
    }

    private void abort(long code) {
        if (response.ended()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(code);
        } else {
            request.connection().close();
        }
    }

    private void clientGone() {
        if (over || response.ended()) {
            return;
        }
        end();
        var sending = upstream;
        if (sending != null) {
            sending.reset(CANCEL);
        }
    }

    /** The rest of the body cannot be read; so the service must not take it for whole, nor the client's connection for usable. */
    void bodyBroken(Throwable failure) {
        if (over || response.ended()) {
            return;
        }
        clientGone();
        if (failure instanceof HttpClosedException || failure instanceof StreamResetException) {
            return;
        }
        if (response.headWritten()) {
            abort(2);
        } else {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.endHandler(end -> proxy.vertx.runOnContext(later -> request.connection().close()));
            Answers.error(proxy.vertx, request, 400, "err", "the body is malformed");
        }
    }

    private void fail(Throwable failure) {
        if (over) {
            return;
        }
        end();
        proxy.metrics.failed();
        if (failure instanceof StreamResetException reset && request.version() == HttpVersion.HTTP_2) {
            response.reset(reset.getCode());
            return;
        }
        var late = failure instanceof TimeoutException || failure instanceof ConnectTimeoutException;
        LOG.debugf("%s was not answered by its service: %s", request.method(), failure);
        if (isGrpc(request)) {
            // What a gRPC client expects of a server that is not there: UNAVAILABLE, DEADLINE_EXCEEDED.
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc").putHeader("grpc-status", late ? "4" : "14")
                    .putHeader("grpc-message", late ? "the service did not answer in time" : "the service cannot be reached").end();
            return;
        }
        Answers.error(proxy.vertx, request, proxy.status(late ? 504 : 502), "err",
                late ? "the service did not answer in time" : "the service cannot be reached");
    }

    @Override
    public void check(long now) {
        if (!answered) {
            if (now - lastSign > proxy.config.answerTimeout().toNanos()) {
                var sending = upstream;
                fail(new TimeoutException());
                if (sending != null) {
                    sending.reset(CANCEL);
                }
            }
        } else if (now - lastSign > proxy.config.idleTimeout().toNanos()) {
            var sending = upstream;
            brokenOff(new TimeoutException());
            if (sending != null) {
                sending.reset(CANCEL);
            }
        }
    }

    private void end() {
        over = true;
        if (proxy.inFlight.remove(this)) {
            user.underWay--;
        }
    }

    static boolean isGrpc(HttpServerRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("application/grpc") && request.version() == HttpVersion.HTTP_2;
    }

    private static boolean isIdempotent(HttpMethod method) {
        return List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.TRACE)
                .contains(method);
    }
}
