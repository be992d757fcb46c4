package io.trestle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes are killed (SIGKILL) between a registration's request and its answer and started again. Whoever asked repeats the request with
 * its Idempotency-Key, as a client does whose connection broke. However it went: one model, one tunnel, one DNS record, one terminal event.
 *
 * <p>{@code -Dtrestle.chaos.rounds=N} runs N random rounds for each process instead of the few of an ordinary run.
 */
class RegistrationCrashTest {

    private static final int ROUNDS = Integer.getInteger("trestle.chaos.rounds", 1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Registrations registrations = Suite.registrations();
    private final CloudflareControl cloudflare = Suite.cloudflare();

    @AfterEach
    void tearDown() {
        cloudflare.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEFORE_EFFECT", "AFTER_EFFECT"})
    void shouldEndInOneTunnel_whenTheAdapterIsKilledAtAnyOfItsCalls(String timing) {
        var points = 0;
        for (var nth = 1; killAdapterAtCall(nth, timing); nth++) {
            points++;
        }
        System.out.printf("cloudflare-adapter killed at %d calls, %s%n", points, timing);
        assertThat(points).as("calls at which the adapter was killed").isGreaterThanOrEqualTo(2);
    }

    /** @return whether the registration made that many calls */
    private boolean killAdapterAtCall(int nth, String timing) {
        cloudflare.clear();
        cloudflare.hangAt(nth, timing);
        var key = UUID.randomUUID().toString();
        var first = registrations.register(key);
        await().atMost(PATIENCE).until(() -> cloudflare.hasStruck() || isReady(first));
        var struck = cloudflare.hasStruck();
        if (struck) {
            Suite.running().kill(Suite.CLOUDFLARE_ADAPTER);
        }
        cloudflare.clear();
        Suite.running().awaitReady(Suite.CLOUDFLARE_ADAPTER);
        assertOneOfEach(settle(key));
        return struck;
    }

    /** A 202 is not yet the end of it. */
    private boolean isReady(CompletableFuture<Answer> first) {
        return first.isDone() && registrations.credential(first.join().body().path("id").asText()).status() == 200;
    }

    @ParameterizedTest
    @ValueSource(strings = {Suite.CLIENT_API, Suite.CLOUDFLARE_ADAPTER, Suite.KAFKA, Suite.POSTGRES})
    void shouldEndInOneTunnel_whenAProcessIsKilledAtARandomMoment(String victim) throws InterruptedException {
        var random = new Random(20261121);
        for (var round = 0; round < ROUNDS; round++) {
            var key = UUID.randomUUID().toString();
            var before = registrations.models();
            var first = registrations.register(key).exceptionally(failure -> null);

            TimeUnit.MILLISECONDS.sleep(random.nextInt(80));
            Suite.running().kill(victim);
            Suite.running().awaitReady(victim);

            assertOneOfEach(settle(key));
            assertThat(first).succeedsWithin(PATIENCE);
            assertThat(registrations.models()).isEqualTo(before + 1);
        }
    }

    @Test
    void shouldEndInOneTunnelEach_whenBothServicesAreKilledUnderManyRegistrations() throws InterruptedException {
        var keys = java.util.stream.Stream.generate(() -> UUID.randomUUID().toString()).limit(40).toList();
        var before = registrations.models();
        keys.forEach(key -> registrations.register(key).exceptionally(failure -> null));

        TimeUnit.MILLISECONDS.sleep(150);
        Suite.running().kill(Suite.CLOUDFLARE_ADAPTER);
        TimeUnit.MILLISECONDS.sleep(150);
        Suite.running().kill(Suite.CLIENT_API);
        Suite.running().awaitReady(Suite.CLIENT_API);
        Suite.running().awaitReady(Suite.CLOUDFLARE_ADAPTER);

        assertThat(keys).allSatisfy(key -> assertOneOfEach(settle(key)));
        assertThat(registrations.models()).isEqualTo(before + keys.size());
    }

    /** Repeats the request until it is answered with the credential; returns the model's id. */
    private String settle(String key) {
        var id = new CompletableFuture<String>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).ignoreExceptions().untilAsserted(() -> {
            var answer = registrations.register(key).get(30, TimeUnit.SECONDS);
            assertThat(answer.status()).as(answer.body().toString()).isIn(200, 202);
            assertThat(registrations.credential(answer.body().path("id").asText()).status()).isEqualTo(200);
            id.complete(answer.body().path("id").asText());
        });
        return id.join();
    }

    private void assertOneOfEach(String modelId) {
        assertThat(cloudflare.tunnelsOf(modelId)).as("tunnels of " + modelId).isEqualTo(1);
        assertThat(cloudflare.recordsOf(modelId)).as("DNS records of " + modelId).isEqualTo(1);
        assertThat(TerminalEvents.of(modelId)).as("terminal events of " + modelId).hasSize(1);
    }
}
