package io.trestle.gateway.proxy;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;

/** A WebSocket: after the service agreed to it, bytes in both directions, as fast as the slower side takes them. */
final class Tunnel implements InFlight.Watched {

    private final Proxy proxy;
    private final HttpServerRequest request;
    private final String uri;
    private final Target target;
    private final ProxyUser user;

    private @Nullable HttpClientRequest upstream;
    private @Nullable NetSocket client;
    private @Nullable NetSocket service;
    private boolean over;
    private boolean handedOver;
    private int addressesTried;
    private long lastSign = System.nanoTime();

    Tunnel(Proxy proxy, HttpServerRequest request, String uri, Target target, ProxyUser user) {
        this.proxy = proxy;
        this.request = request;
        this.uri = uri;
        this.target = target;
        this.user = user;
    }

    /** Only WebSocket, with all that belongs to its handshake (RFC 6455, 4.1); any other upgrade is not passed on. */
    static boolean isAskedFor(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_1 || request.method() != HttpMethod.GET) {
            return false;
        }
        var headers = request.headers();
        return headers.contains(HttpHeaders.UPGRADE) && "websocket".equalsIgnoreCase(headers.get(HttpHeaders.UPGRADE).strip())
                && headers.getAll(HttpHeaders.UPGRADE).size() == 1
                && headers.getAll(HttpHeaders.CONNECTION).stream().anyMatch(Tunnel::namesUpgrade)
                && headers.contains("sec-websocket-key") && headers.contains("sec-websocket-version")
                && !headers.contains(HttpHeaders.TRANSFER_ENCODING) && !Answers.hasBody(request);
    }

    /** Some browsers send {@code keep-alive, Upgrade}. */
    private static boolean namesUpgrade(String connection) {
        for (var token : connection.split(",")) {
            if (token.strip().equalsIgnoreCase("upgrade")) {
                return true;
            }
        }
        return false;
    }

    void start() {
        user.underWay++;
        proxy.inFlight.add(this);
        request.response().closeHandler(closed -> closeBoth());
        connect();
    }

    private void connect() {
        var options = new RequestOptions().setMethod(HttpMethod.GET).setURI(uri).setHost(target.host()).setPort(target.port())
                .setSsl(target.tls()).setServer(target.addresses().get(addressesTried));
        proxy.client(false).request(options).onSuccess(this::ask).onFailure(failure -> {
            if (!over && ++addressesTried < target.addresses().size()) {
                connect();
            } else {
                fail();
            }
        });
    }

    private void ask(HttpClientRequest connected) {
        if (over) {
            connected.reset();
            return;
        }
        upstream = connected;
        RequestHead.copy(request, connected.headers(), proxy.pseudonym);
        connected.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).putHeader(HttpHeaders.UPGRADE, "websocket");
        connected.exceptionHandler(failure -> {
        });
        connected.connect().onSuccess(this::answered).onFailure(failure -> fail());
    }

    private void answered(HttpClientResponse answer) {
        if (over) {
            return;
        }
        if (answer.statusCode() != 101) {
            refuse(answer);
            return;
        }
        handedOver = true;
        var agreed = request.response().setStatusCode(101);
        ResponseHead.copy(answer.headers(), agreed.headers(), target);
        agreed.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).putHeader(HttpHeaders.UPGRADE, "websocket");
        var toService = answer.netSocket();
        toService.pause();
        service = toService;
        request.toNetSocket().onSuccess(toClient -> open(toClient, toService)).onFailure(failure -> closeBoth());
    }

    /** The service wants no WebSocket here; its answer is passed on whole, which is short. */
    private void refuse(HttpClientResponse answer) {
        var response = request.response().setStatusCode(answer.statusCode());
        ResponseHead.copy(answer.headers(), response.headers(), target);
        if (answer.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            response.setChunked(true);
        }
        upstream = null;
        answer.pipeTo(response).onComplete(done -> end());
    }

    private void open(NetSocket toClient, NetSocket toService) {
        client = toClient;
        proxy.metrics.tunnelOpened();
        toClient.pause();
        pass(toClient, toService);
        pass(toService, toClient);
        toClient.closeHandler(closed -> closeBoth());
        toService.closeHandler(closed -> closeBoth());
        toClient.resume();
        toService.resume();
    }

    private void pass(NetSocket from, NetSocket to) {
        from.handler((Buffer chunk) -> {
            lastSign = System.nanoTime();
            to.write(chunk);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.exceptionHandler(failure -> closeBoth());
    }

    /** A WebSocket has no half: when one side is gone, what it wrote last is still delivered, then the other is closed. */
    private void closeBoth() {
        var opened = client;
        client = null;
        if (opened != null) {
            proxy.metrics.tunnelClosed();
            opened.close();
        }
        if (service != null) {
            service.close();
        }
        end();
    }

    private void fail() {
        if (!over) {
            end();
            proxy.metrics.failed();
            Answers.error(proxy.vertx, request, proxy.status(502), "err", "the service cannot be reached");
        }
    }

    @Override
    public void check(long now) {
        if (!handedOver) {
            if (now - lastSign > proxy.config.answerTimeout().toNanos()) {
                end();
                Answers.error(proxy.vertx, request, proxy.status(504), "err", "the service did not answer in time");
            }
        } else if (now - lastSign > proxy.config.idleTimeout().toNanos() || !user.stillAllowed.getAsBoolean()) {
            closeBoth();
        }
    }

    private void end() {
        over = true;
        if (proxy.inFlight.remove(this)) {
            user.underWay--;
        }
        if (!handedOver && upstream != null) {
            upstream.reset();
        }
    }
}
