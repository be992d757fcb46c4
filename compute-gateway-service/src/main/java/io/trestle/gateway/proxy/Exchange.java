package io.trestle.gateway.proxy;

import java.util.List;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
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

/** One request and its answer. On one event loop. */
final class Exchange implements InFlight.Watched {

    private static final Logger LOG = Logger.getLogger(Exchange.class);
    /** gRPC and HTTP/2: the other side is not interested any more. */
    private static final long CANCEL = 8;

    private final Proxy proxy;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String uri;
    private final Target target;
    private final ProxyUser user;
    private final boolean http2Upstream;
    private final long startedAt = System.nanoTime();

    private @Nullable HttpClientRequest upstream;
    private @Nullable HttpClientResponse answer;
    private boolean hasBody;
    private boolean bodyEnded;
    /** What came of the body before it was known that there is one. */
    private @Nullable Buffer early;
    private boolean over;
    private int addressesTried;
    private int retries;
    private long lastSign = startedAt;
    private long bodyLeft = -1;

    Exchange(Proxy proxy, HttpServerRequest request, String uri, Target target, ProxyUser user) {
        this.proxy = proxy;
        this.request = request;
        this.response = request.response();
        this.uri = uri;
        this.target = target;
        this.user = user;
        http2Upstream = target.http2() || isGrpc(request);
    }

    void start() {
        user.underWay++;
        proxy.inFlight.add(this);
        response.exceptionHandler(failure -> clientGone());
        response.closeHandler(closed -> clientGone());
        if (request.version() == HttpVersion.HTTP_2 && request.getHeader(HttpHeaders.CONTENT_LENGTH) == null && !isGrpc(request)) {
            findOutWhetherThereIsABody();
            return;
        }
        hasBody = Answers.hasBody(request);
        if (hasBody) {
            request.pause();
        } else {
            request.resume();
        }
        send();
    }

    /** HTTP/2 says with the last frame of the head whether a body follows; that has been looked at when this turn of the event loop is over. */
    private void findOutWhetherThereIsABody() {
        request.endHandler(end -> bodyEnded = true);
        request.handler(chunk -> {
            early = early == null ? chunk : early.copy().appendBuffer(chunk);
            request.pause();
        });
        request.resume();
        proxy.vertx.runOnContext(later -> {
            hasBody = early != null || !bodyEnded;
            if (!bodyEnded) {
                request.pause();
            }
            send();
        });
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
        if (hasBody) {
            sendBody(connected);
        } else {
            connected.end();
        }
    }

    private void sendBody(HttpClientRequest connected) {
        if (!connected.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            connected.setChunked(true);
        }
        connected.continueHandler(go -> {
            if (!response.headWritten() && !over) {
                response.writeContinue();
            }
        });
        connected.sendHead();
        if (early != null) {
            connected.write(early);
        }
        if (bodyEnded) {
            connected.end();
            return;
        }
        request.handler(chunk -> {
            lastSign = System.nanoTime();
            connected.write(chunk);
            if (connected.writeQueueFull()) {
                request.pause();
                connected.drainHandler(drained -> request.resume());
            }
        });
        request.endHandler(end -> connected.end());
        request.exceptionHandler(this::bodyBroken);
        request.resume();
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
        if (!over && retries == 0 && !hasBody && isIdempotent(request.method()) && !(failure instanceof TimeoutException)
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
        answer = received;
        lastSign = System.nanoTime();
        response.setStatusCode(received.statusCode());
        if (request.version() != HttpVersion.HTTP_2 && received.version() != HttpVersion.HTTP_2) {
            response.setStatusMessage(received.statusMessage());
        }
        ResponseHead.copy(received.headers(), response.headers(), target);
        var bodyless = request.method() == HttpMethod.HEAD || received.statusCode() == 204 || received.statusCode() == 304;
        var length = received.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && !bodyless) {
            // In HTTP/2 trailers may follow all the same.
            bodyLeft = received.version() == HttpVersion.HTTP_2 ? -1 : length(length);
        } else if (!bodyless && request.version() == HttpVersion.HTTP_1_1) {
            response.setChunked(true);
        } else if (!bodyless && request.version() == HttpVersion.HTTP_1_0) {
            // Only its end tells where such an answer ends.
            closeAtEnd();
        }
        closeAfterEarlyAnswer();
        received.exceptionHandler(this::brokenOff);
        received.handler(this::pass);
        received.endHandler(end -> finish(received));
    }

    /** The service did not wait for the whole body: whatever of it still comes is not for anybody. */
    private void closeAfterEarlyAnswer() {
        if (hasBody && !request.isEnded() && request.version() != HttpVersion.HTTP_2 && !isStreaming()) {
            closeAtEnd();
        }
    }

    /** Vert.x decides by the request alone whether a connection stays open. */
    private void closeAtEnd() {
        response.headersEndHandler(head -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        response.endHandler(end -> proxy.vertx.runOnContext(later -> Answers.closeWhenRead(proxy.vertx, request)));
    }

    /** Both directions at once are normal for gRPC, and possible with HTTP/1.1 where both bodies are chunked. */
    private boolean isStreaming() {
        return http2Upstream || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private void pass(Buffer chunk) {
        lastSign = System.nanoTime();
        if (bodyLeft >= 0) {
            bodyLeft -= chunk.length();
            if (bodyLeft == 0) {
                // The last piece and the end in one write; what follows is the end of the answer, which finishes nothing more.
                response.end(chunk);
                return;
            }
        }
        response.write(chunk);
        if (response.writeQueueFull()) {
            var from = answer;
            if (from != null) {
                from.pause();
                response.drainHandler(drained -> {
                    lastSign = System.nanoTime();
                    from.resume();
                });
            }
        }
    }

    private void finish(HttpClientResponse received) {
        if (over) {
            return;
        }
        if (!response.ended()) {
            var trailers = received.trailers();
            if (!trailers.isEmpty()) {
                trailers(trailers);
            }
            response.end();
        }
        end();
        proxy.metrics.answered(received.statusCode(), System.nanoTime() - startedAt);
        if (hasBody && !request.isEnded()) {
            var sending = upstream;
            if (sending != null) {
                sending.reset(CANCEL);
            }
            Answers.closeWhenRead(proxy.vertx, request);
        }
    }

    /** Never what a reader would take for framing or for a header of the message (RFC 9110, 6.5.1). */
    private void trailers(MultiMap trailers) {
        for (var trailer : trailers) {
            var name = trailer.getKey();
            if (!Headers.isHopByHop(name) && !Headers.is(name, "host") && !Headers.is(name, "content-length")
                    && !Headers.is(name, "set-cookie")
                    && !Headers.is(name, "authorization") && !Headers.is(name, "content-encoding") && !Headers.is(name, "content-type")
                    && name.charAt(0) != ':') {
                response.putTrailer(name, trailer.getValue());
            }
        }
    }

    /** An answer that ends early must not look complete. */
    private void brokenOff(Throwable failure) {
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
    private void bodyBroken(Throwable failure) {
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
        if (answer == null) {
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

    private static long length(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean isGrpc(HttpServerRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("application/grpc") && request.version() == HttpVersion.HTTP_2;
    }

    private static boolean isIdempotent(HttpMethod method) {
        return List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.TRACE)
                .contains(method);
    }
}
