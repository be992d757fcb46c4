package io.trestle.e2e.chaos.surface;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that repeats a request until it is answered: after a broken or silent connection, and after the statuses that say "not now". Any other
 * answer than the wanted one is a refusal, and a breach: all requests are right.
 */
public final class Patient {

    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    /** What the gateway's published API says with 500 where it cannot store a wallet. */
    private static final String PUBLISHED = "[Fail] failed to authorized";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** Once nothing is wrong any more, everybody is answered within it. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Map<String, AtomicInteger> troubles = new ConcurrentHashMap<>();
    private final Queue<String> bugs = new ConcurrentLinkedQueue<>();
    private volatile long giveUpAt = Long.MAX_VALUE;

    /** A request was refused, or never answered. */
    public static final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        Unanswered(String message) {
            super(message);
        }
    }

    /** Faults come again: nobody gives up. */
    public void faultsBegin() {
        giveUpAt = Long.MAX_VALUE;
    }

    public void faultsAreOver() {
        giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    }

    /** Answers with 500 since the last call: whatever is away, a service says 502, 503 or 504. */
    public List<String> bugs() {
        var all = new ArrayList<String>();
        for (var bug = bugs.poll(); bug != null; bug = bugs.poll()) {
            all.add(bug);
        }
        return all;
    }

    /** Tells of an answer with 500. */
    void bug(HttpRequest request, String answer) {
        if (!answer.contains(PUBLISHED)) {
            bugs.add(request.method() + " " + request.uri() + " was answered with 500: " + answer);
        }
    }

    /** How often clients met what, by status or kind of failure. */
    public Map<String, Integer> troubles() {
        var all = new TreeMap<String, Integer>();
        troubles.forEach((what, count) -> all.put(what, count.get()));
        return all;
    }

    /** For whoever looks again and again. */
    void requirePatience(String state) throws Unanswered {
        if (System.nanoTime() > giveUpAt) {
            throw new Unanswered(state + " long after the faults were over");
        }
    }

    static HttpRequest.Builder get(URI address) {
        return HttpRequest.newBuilder(address);
    }

    static HttpRequest.Builder post(URI address, String json) {
        return HttpRequest.newBuilder(address).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    /** Until one of these statuses. */
    Reply until(HttpRequest.Builder request, Integer... wanted) throws InterruptedException, Unanswered {
        return until(request, Set.of(), wanted);
    }

    /** @param notYet further statuses after which the request is repeated */
    Reply until(HttpRequest.Builder builder, Set<Integer> notYet, Integer... wanted) throws InterruptedException, Unanswered {
        var request = builder.timeout(TIMEOUT).build();
        var last = "";
        for (var attempt = 0; System.nanoTime() < giveUpAt; attempt++) {
            var pause = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(attempt, 10));
            try {
                var reply = new Reply(http.send(request, BodyHandlers.ofByteArray()));
                if (Arrays.asList(wanted).contains(reply.status())) {
                    return reply;
                }
                last = reply.status() + " " + reply.text();
                if (reply.status() == 500) {
                    bug(request, reply.text());
                }
                if (!PASSING.contains(reply.status()) && !notYet.contains(reply.status())) {
                    throw new Unanswered(request.method() + " " + request.uri() + " was refused: " + last);
                }
                if (!notYet.contains(reply.status())) {
                    count("" + reply.status());
                }
            } catch (IOException broken) {
                last = broken.toString();
                count(broken.getClass().getSimpleName());
            }
            TimeUnit.MILLISECONDS.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause));
        }
        throw new Unanswered(request.method() + " " + request.uri() + " was never answered after the faults were over, last: " + last);
    }

    private void count(String trouble) {
        troubles.computeIfAbsent(trouble, name -> new AtomicInteger()).incrementAndGet();
    }
}
