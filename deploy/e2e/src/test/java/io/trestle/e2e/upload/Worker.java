package io.trestle.e2e.upload;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.trestle.e2e.process.ClientApiProcess;

/**
 * A cog worker that uploads an output: connect timeout 10 s; after 408, 429, 500, 502, 503, 504 or a broken connection it tries three more
 * times, after 0, 0.2 and 0.4 s, or as long as {@code Retry-After} says. A connection for each try, as its session has after a failure.
 */
final class Worker {

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final long[] PAUSES = {0, 200, 400};

    private final int port;
    private final AtomicInteger askedToComeBack = new AtomicInteger();

    Worker(int port) {
        this.port = port;
    }

    /** How an upload ended. */
    record Outcome(int status, Optional<URI> location, Optional<String> retryAfter, String body) {
    }

    /** How often an answer had {@code Retry-After}. */
    int askedToComeBack() {
        return askedToComeBack.get();
    }

    Outcome upload(String name, Supplier<InputStream> bytes, long size) throws InterruptedException {
        for (var attempt = 0;; attempt++) {
            Optional<String> retryAfter = Optional.empty();
            try {
                var outcome = once(name, bytes, size);
                retryAfter = outcome.retryAfter();
                retryAfter.ifPresent(seconds -> askedToComeBack.incrementAndGet());
                if (!PASSING.contains(outcome.status()) || attempt == PAUSES.length) {
                    return outcome;
                }
            } catch (IOException broken) {
                if (attempt == PAUSES.length) {
                    return new Outcome(0, Optional.empty(), Optional.empty(), broken.toString());
                }
            }
            TimeUnit.MILLISECONDS.sleep(retryAfter.map(seconds -> Long.parseLong(seconds) * 1000).orElse(PAUSES[attempt]));
        }
    }

    /** One try. {@code size} -1: without {@code Content-Length}. */
    Outcome once(String name, Supplier<InputStream> bytes, long size) throws IOException, InterruptedException {
        BodyPublisher body = BodyPublishers.ofInputStream(bytes);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pc/client-api/upload/" + name))
                .header("X-API-KEY", ClientApiProcess.KEY).header("Content-Type", "image/png")
                .PUT(size < 0 ? body : BodyPublishers.fromPublisher(body, Math.max(1, size))).build();
        var response = client().send(request, BodyHandlers.ofString());
        return new Outcome(response.statusCode(), response.headers().firstValue("Location").map(URI::create),
                response.headers().firstValue("Retry-After"), response.body());
    }

    /** From the same service, whatever port the address has: replicas share their files. */
    static HttpResponse<InputStream> read(URI location, int port) throws IOException, InterruptedException {
        var address = URI.create("http://127.0.0.1:" + port + location.getRawPath());
        return client().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    }
}
