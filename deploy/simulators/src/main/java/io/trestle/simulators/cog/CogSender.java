package io.trestle.simulators.cog;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** The worker's outgoing side: webhooks and uploads, with the credentials, retries and timers of its generation. */
final class CogSender {

    private final Vertx vertx;
    private final CogSimulatorConfig config;
    private final HttpClient http;
    private final List<SentRequest> sent = new CopyOnWriteArrayList<>();

    CogSender(Vertx vertx, CogSimulatorConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(32).setConnectTimeout(10_000));
    }

    List<SentRequest> sent() {
        return List.copyOf(sent);
    }

    Future<Void> pause(Duration simulated) {
        var millis = (long) (simulated.toNanos() / 1e6 / config.speed());
        return millis < 1 ? Future.succeededFuture() : vertx.timer(millis).mapEmpty();
    }

    /**
     * Never fails: a webhook that cannot be delivered is lost.
     *
     * @param terminal only a terminal one is repeated
     */
    Future<Void> webhook(String url, String body, boolean terminal, @Nullable String traceparent) {
        return webhook(url, body, traceparent, terminal ? config.generation().terminalRetries() : List.of());
    }

    private Future<Void> webhook(String url, String body, @Nullable String traceparent, List<Duration> retries) {
        return exchange(HttpMethod.POST, url, traceparent, null, "application/json", Buffer.buffer(body), false).compose(answer -> {
            var again = answer.status() == 0 || config.generation().retriesWebhookOn(answer.status());
            if (!again || retries.isEmpty()) {
                return Future.succeededFuture();
            }
            return pause(answer.pauseOr(retries.get(0)))
                    .compose(none -> webhook(url, body, traceparent, retries.subList(1, retries.size())));
        });
    }

    /** @return where the file is, by the worker's own reading; a null result where it could not be uploaded */
    Future<String> upload(String name, @Nullable String predictionId, @Nullable String contentType, Buffer bytes) {
        var base = config.uploadUrl();
        return base == null
                ? Future.succeededFuture("data:application/octet-stream;base64,")
                : upload(base + "/" + name, predictionId, contentType, bytes, config.generation().uploadRetries());
    }

    private Future<String> upload(String url, @Nullable String predictionId, @Nullable String contentType, Buffer bytes,
            List<Duration> retries) {
        var id = config.generation() == Generation.PYTHON ? predictionId : null;
        return exchange(HttpMethod.PUT, url, null, id, contentType, bytes, bytes.length() == 0).compose(answer -> {
            if (answer.status() >= 200 && answer.status() < 300) {
                var location = answer.location();
                return Future.succeededFuture((location == null ? url : location).replaceFirst("\\?.*$", ""));
            }
            var again = answer.status() == 0 || List.of(408, 413, 429, 500, 502, 503, 504).contains(answer.status());
            if (!again || retries.isEmpty() || (answer.status() == 413 && answer.retryAfter() == null)) {
                return Future.succeededFuture(null);
            }
            return pause(answer.pauseOr(retries.get(0)))
                    .compose(none -> upload(url, predictionId, contentType, bytes, retries.subList(1, retries.size())));
        });
    }

    private Future<Answer> exchange(HttpMethod method, String url, @Nullable String traceparent, @Nullable String predictionId,
            @Nullable String contentType, Buffer body, boolean chunked) {
        var options = new RequestOptions().setMethod(method).setAbsoluteURI(url).setFollowRedirects(false);
        return http.request(options).compose(request -> {
            head(request, traceparent, predictionId, contentType);
            // An empty file goes out chunked, with neither a length nor a byte.
            return (chunked ? request.setChunked(true).send() : request.send(body)).compose(response -> response.body()
                    .map(read -> new Answer(response.statusCode(), response.getHeader("Location"), response.getHeader("Retry-After"))));
        }).otherwise(failure -> new Answer(0, null, null)).onSuccess(answer -> sent.add(new SentRequest(method.name(), url,
                method == HttpMethod.POST ? body.toString() : "", answer.status())));
    }

    private void head(HttpClientRequest request, @Nullable String traceparent, @Nullable String predictionId,
            @Nullable String contentType) {
        request.putHeader("User-Agent", config.generation().userAgent());
        if (contentType != null) {
            request.putHeader("Content-Type", contentType);
        }
        if (predictionId != null) {
            request.putHeader("X-Prediction-ID", predictionId);
        }
        if (traceparent != null) {
            request.putHeader("traceparent", traceparent);
        }
        var key = config.apiKey();
        if (key != null && config.generation() == Generation.PYTHON) {
            request.putHeader("X-API-KEY", key);
        } else if (key != null) {
            request.putHeader("Authorization", "Bearer " + key);
        }
    }

    /** @param status 0: there was none */
    private record Answer(int status, @Nullable String location, @Nullable String retryAfter) {

        /** {@code Retry-After} in seconds is honoured where it is retried at all. */
        Duration pauseOr(Duration usual) {
            return retryAfter != null && retryAfter.toLowerCase(Locale.ROOT).matches("[0-9]{1,5}")
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : usual;
        }
    }
}
