package io.trestle.e2e.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.trestle.e2e.process.ClientApiProcess;

/**
 * A cog worker that reports: what runs once and whatever comes of it, the end up to thirteen times, 0.2 s, 0.4 s, 0.8 s and so on apart, or as
 * {@code Retry-After} says, after 429, 500, 502, 503, 504 or a broken connection (facts, a2).
 */
final class Reporter {

    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
    private static final int RETRIES = 12;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI address;
    private final AtomicInteger repeated;

    /** @param repeated counts how often an end was sent again */
    Reporter(int port, AtomicInteger repeated) {
        this.address = URI.create("http://127.0.0.1:" + port + "/pc/client-api/webhook/prediction");
        this.repeated = repeated;
    }

    void running(String prediction) throws InterruptedException {
        try {
            send(report(prediction, "processing", "\"logs\":\"step 1\\n\""));
        } catch (IOException broken) {
            // this one is not sent again; the next says all of it
        }
    }

    /** @return the status that ended it; 0 where even the last try met a broken connection */
    int ended(String prediction) throws InterruptedException {
        var body = report(prediction, "succeeded", "\"logs\":\"step 1\\nstep 2\\n\",\"output\":[\"https://files.example.org/" + prediction
                + ".png\"]");
        for (var retry = 0;; retry++) {
            var pause = retry == 0 ? 0 : Math.min(120_000, 100L << retry);
            try {
                var response = client.send(body, BodyHandlers.discarding());
                if (!PASSING.contains(response.statusCode()) || retry == RETRIES) {
                    return response.statusCode();
                }
                pause = response.headers().firstValue("Retry-After").map(seconds -> Long.parseLong(seconds) * 1000).orElse(pause);
            } catch (IOException broken) {
                if (retry == RETRIES) {
                    return 0;
                }
            }
            repeated.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(pause);
        }
    }

    private void send(HttpRequest request) throws IOException, InterruptedException {
        client.send(request, BodyHandlers.discarding());
    }

    private HttpRequest report(String prediction, String status, String members) {
        var body = "{\"id\":\"" + prediction + "\",\"status\":\"" + status + "\",\"started_at\":\"2024-12-23T22:52:01.460145+00:00\","
                + members
                + "}";
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + ClientApiProcess.KEY)
                .header("Content-Type", "application/json").timeout(Duration.ofMinutes(1)).POST(BodyPublishers.ofString(body)).build();
    }
}
