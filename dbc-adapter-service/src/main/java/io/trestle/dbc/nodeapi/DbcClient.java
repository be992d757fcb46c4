package io.trestle.dbc.nodeapi;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/** Sends requests to the client node, never twice. */
@ApplicationScoped
public class DbcClient {

    private final HttpClient http;
    private final DbcConfig config;

    DbcClient(Vertx vertx, DbcConfig config) {
        this.config = config;
        var url = config.clientUrl();
        var options = new HttpClientOptions()
                .setDefaultHost(url.getHost())
                .setDefaultPort(url.getPort() < 0 ? "https".equals(url.getScheme()) ? 443 : 80 : url.getPort())
                .setSsl("https".equals(url.getScheme()))
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
                .setMaxWaitQueueSize(config.callsWaiting())
                .setTcpNoDelay(true);
        http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(config.callsAtOnce()));
    }

    /**
     * @param uri path and query, from {@code /api/v1} on
     * @return whatever the client node answers; fails with {@link NotSentException} or {@link UncertainException}
     */
    public Uni<NodeAnswer> post(String uri, Buffer body) {
        return exchange(HttpMethod.POST, uri, body);
    }

    public Uni<NodeAnswer> get(String uri) {
        return exchange(HttpMethod.GET, uri, Buffer.buffer());
    }

    private Uni<NodeAnswer> exchange(HttpMethod method, String uri, Buffer body) {
        return Uni.createFrom().emitter(emitter -> http
                .request(new RequestOptions().setMethod(method).setURI(uri).setTimeout(config.answerTimeout().toMillis()))
                .onFailure(failure -> emitter.fail(new NotSentException("The DBC client node cannot be reached", failure)))
                .onSuccess(request -> send(request, body)
                        .onSuccess(emitter::complete)
                        .onFailure(failure -> emitter.fail(new UncertainException("The DBC client node gave no whole answer", failure)))));
    }

    private Future<NodeAnswer> send(HttpClientRequest request, Buffer body) {
        // The timeout of the request ends with the head of the answer; the body may not hang either.
        return request.putHeader("content-type", "application/json").send(body)
                .compose(response -> response.body().timeout(config.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .map(bytes -> new NodeAnswer(response.statusCode(), bytes)));
    }
}
