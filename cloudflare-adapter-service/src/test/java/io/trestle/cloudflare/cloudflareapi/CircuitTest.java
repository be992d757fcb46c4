package io.trestle.cloudflare.cloudflareapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.limit.CallBudget;
import io.trestle.cloudflare.cloudflareapi.limit.Circuit;
import io.vertx.core.Vertx;

class CircuitTest {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PROBE = Duration.ofSeconds(13);

    /** Stands still unless it is moved. */
    private static final class HandClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final HandClock clock = new HandClock();
    private final Circuit circuit = new Circuit(3, PAUSE, PROBE, clock);

    private void fail(int times) {
        for (var i = 0; i < times; i++) {
            circuit.enter();
            circuit.undecided();
        }
    }

    @Nested
    class Open {

        @Test
        void shouldStayClosed_whenAnAnswerComesInBetween() {
            fail(2);
            circuit.answered();
            fail(2);

            assertThat(circuit.state()).isEqualTo(Circuit.State.CLOSED);
        }

        @Test
        void shouldSayWhenToComeBack_whenNobodyAnswered() {
            fail(3);
            clock.pass(Duration.ofSeconds(2));

            assertThat(circuit.state()).isEqualTo(Circuit.State.OPEN);
            assertThatThrownBy(circuit::enter).isInstanceOfSatisfying(CloudflareUnavailable.class,
                    why -> assertThat(why.retryAfter()).isEqualTo(Duration.ofSeconds(3)));
        }
    }

    @Nested
    class HalfOpen {

        @Test
        void shouldLetOneCallFindOut_whenThePauseIsOver() {
            fail(3);
            clock.pass(PAUSE);

            assertThat(circuit.state()).isEqualTo(Circuit.State.HALF_OPEN);
            circuit.enter();
            assertThatThrownBy(circuit::enter).isInstanceOf(CloudflareUnavailable.class);
        }

        @Test
        void shouldClose_whenItAnswers() {
            fail(3);
            clock.pass(PAUSE);
            circuit.enter();
            circuit.answered();

            assertThat(circuit.state()).isEqualTo(Circuit.State.CLOSED);
            assertThatCode(circuit::enter).doesNotThrowAnyException();
        }

        @Test
        void shouldOpenAgain_whenItDoesNot() {
            fail(3);
            clock.pass(PAUSE);
            fail(1);

            assertThat(circuit.state()).isEqualTo(Circuit.State.OPEN);
            clock.pass(PAUSE);
            assertThatCode(circuit::enter).doesNotThrowAnyException();
        }

        @Test
        void shouldLetAnotherFindOut_whenTheFirstWasGivenUp() {
            fail(3);
            clock.pass(PAUSE);
            circuit.enter();
            clock.pass(PROBE);

            assertThatCode(circuit::enter).doesNotThrowAnyException();
        }
    }

    @Nested
    class Client {

        private static Vertx vertx;

        @BeforeAll
        static void open() {
            vertx = Vertx.vertx();
        }

        @AfterAll
        static void close() {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }

        private static int callsMade(int status, int calls) {
            var body = "{\"success\":false,\"errors\":[{\"code\":1002,\"message\":\"no\"}],\"result\":null}";
            try (var upstream = new ScriptedUpstream(vertx)) {
                var client = CloudflareClientMother.client(vertx,
                        CloudflareClientMother.config(upstream.base(), Duration.ofSeconds(30)), CallBudget.UNLIMITED);
                for (var i = 0; i < calls; i++) {
                    upstream.answers(status, body);
                    Uni<?> call = client.tunnel("t1");
                    assertThat(call.onItemOrFailure().transform((item, failure) -> failure).await().atMost(Duration.ofSeconds(60)))
                            .isInstanceOf(CloudflareFailure.class);
                }
                return upstream.asked().size();
            }
        }

        @ParameterizedTest
        @CsvSource({"404, 15", "409, 15", "400, 15", "403, 15", "429, 15", "500, 10", "503, 10"})
        void shouldOnlyCountWhatDecidesNothing_whenCallsFail(int status, int made) {
            assertThat(callsMade(status, 15)).isEqualTo(made);
        }
    }
}
