package io.trestle.cloudflare.cloudflareapi;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * Bytes to Cloudflare and back. It works on Vert.x' own client, not on a declarative one, because whatever comes back (an HTML page, nothing,
 * half a body) has to reach the translation as it came.
 */
final class CloudflareRestClient {

    private final Vertx vertx;
    private final HttpClient http;
    private final URI base;
    private final Duration timeout;

    CloudflareRestClient(Vertx vertx, CloudflareConfig config) {
        this.vertx = vertx;
        base = config.apiUrl();
        timeout = config.callTimeout();
        http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(config.connections())
                // Shorter than the server keeps an idle connection, so that a call seldom meets one that is being closed.
                .setKeepAliveTimeout(20)
                .setDecompressionSupported(true)
                .setName("cloudflare"));
    }

    /**
     * @param path below the base URL
     * @param query names and values, encoded here
     * @param body serialised as JSON; null sends none
     */
    record Call(HttpMethod method, String path, Map<String, String> query, String bearer, @Nullable Object body) {
    }

    /** Any complete HTTP answer is an item; {@link CloudflareUnavailable} where there is none. */
    Uni<CloudflareAnswer> send(Call call) {
        return Uni.createFrom().deferred(() -> UniHelper.toUni(http.request(options(call)).compose(request -> exchange(request, call))))
                .onFailure().transform(CloudflareUnavailable::connectionLost);
    }

    /**
     * Composed of Vert.x' futures, which stay on the request's event loop: a Uni may go on, on another thread, when the answer's body has
     * passed by already, and then wait for it in vain.
     */
    private Future<CloudflareAnswer> exchange(HttpClientRequest request, Call call) {
        // The limit of the options ends with the answer's head; this one covers its body too.
        var limit = vertx.setTimer(timeout.toMillis(),
                id -> request.reset(0, new TimeoutException("no complete answer within " + timeout.toMillis() + " ms")));
        return (call.body() == null ? request.send() : request.send(json(call.body())))
                .compose(CloudflareRestClient::read)
                .onFailure(failure -> request.reset())
                .onComplete(done -> vertx.cancelTimer(limit));
    }

    private static Future<CloudflareAnswer> read(HttpClientResponse response) {
        return response.body().map(body -> new CloudflareAnswer(response.statusCode(), response.headers(), body.getBytes()));
    }

    private RequestOptions options(Call call) {
        var uri = new QueryStringEncoder(base.getRawPath() + call.path());
        call.query().forEach(uri::addParam);
        var tls = "https".equals(base.getScheme());
        return new RequestOptions()
                .setMethod(call.method())
                .setHost(base.getHost())
                .setPort(base.getPort() > 0 ? base.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(uri.toString())
                .setTimeout(timeout.toMillis())
                .setFollowRedirects(false)
                .putHeader("Authorization", "Bearer " + call.bearer())
                .putHeader("Accept", "application/json")
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "trestle-cloudflare-adapter");
    }

    private static Buffer json(Object body) {
        try {
            return Buffer.buffer(CloudflareAnswer.JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot encode the request", e);
        }
    }
}
