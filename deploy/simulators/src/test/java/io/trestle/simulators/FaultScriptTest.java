package io.trestle.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.json.JsonObject;

class FaultScriptTest {

    private final FaultScript script = new FaultScript();

    /** Which of ten equal requests are hit, counted from 1. */
    private List<Integer> hits() {
        return IntStream.rangeClosed(1, 10).filter(request -> script.next("POST", "/tunnels") != null).boxed().toList();
    }

    @Nested
    class Occurrence {

        @Test
        void shouldBeTheFirst_unlessSaidOtherwise() {
            script.add(Fault.of(FaultKind.RESET));

            assertThat(hits()).containsExactly(1);
        }

        @Test
        void shouldBeTheNthAndItsFollowers() {
            script.add(Fault.of(FaultKind.RESET).nth(3).times(2));

            assertThat(hits()).containsExactly(3, 4);
        }

        @Test
        void shouldBeAllFromTheNth() {
            script.add(Fault.of(FaultKind.RESET).nth(9).always());

            assertThat(hits()).containsExactly(9, 10);
        }

        @Test
        void shouldBeTheSame_forTheSameSeed() {
            script.add(Fault.of(FaultKind.RESET).withProbability(0.5, 42));
            var first = hits();
            script.clear();
            script.add(Fault.of(FaultKind.RESET).withProbability(0.5, 42));

            assertThat(hits()).isEqualTo(first).isNotEmpty().hasSizeLessThan(10);
        }

        @Test
        void shouldBeNone_whenChanceIsZero() {
            script.add(Fault.of(FaultKind.RESET).withProbability(0, 42));

            assertThat(hits()).isEmpty();
        }
    }

    @Nested
    class Selection {

        @Test
        void shouldBeByMethodAndPath() {
            script.add(Fault.of(FaultKind.RESET).on("DELETE", "/tunnels/[0-9]+$").always());

            assertThat(script.next("DELETE", "/v4/tunnels/12")).isNotNull();
            assertThat(script.next("GET", "/v4/tunnels/12")).isNull();
            assertThat(script.next("DELETE", "/v4/tunnels")).isNull();
        }

        @Test
        void shouldPreferTheLineThatCameFirst_thoughAllCount() {
            script.add(Fault.of(FaultKind.RESET)).add(Fault.of(FaultKind.HANG).times(2));

            assertThat(script.next("GET", "/")).extracting(Fault::kind).isEqualTo(FaultKind.RESET);
            assertThat(script.next("GET", "/")).extracting(Fault::kind).isEqualTo(FaultKind.HANG);
            assertThat(script.next("GET", "/")).isNull();
        }
    }

    @Nested
    class Spent {

        @Test
        void shouldBeTrue_whenEveryNumberedHitHappened() {
            script.add(Fault.of(FaultKind.RESET).nth(2)).add(Fault.of(FaultKind.DELAY).always());
            assertThat(script.isSpent()).isFalse();

            script.next("GET", "/");
            assertThat(script.isSpent()).isFalse();

            script.next("GET", "/");
            assertThat(script.isSpent()).isTrue();
        }
    }

    @Nested
    class Json {

        @Test
        void shouldGoBothWays() {
            var fault = Fault.of(FaultKind.TOO_MANY_REQUESTS).on("POST", "/tunnels$").afterEffect().nth(2).times(3)
                    .delayedBy(Duration.ofMillis(5)).withRetryAfter(Duration.ofSeconds(9)).withStatus(503);

            assertThat(Fault.fromJson(fault.toJson()).toJson()).isEqualTo(fault.toJson());
        }

        @Test
        void shouldNeedOnlyTheKind() {
            var fault = Fault.fromJson(new JsonObject().put("kind", "RESET"));

            assertThat(fault.toJson()).isEqualTo(Fault.of(FaultKind.RESET).toJson());
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"kind\":\"EARTHQUAKE\"}", "{\"kind\":\"RESET\",\"tims\":1}", "{\"kind\":\"RESET\",\"path\":\"(\"}",
                "{\"kind\":\"RESET\",\"timing\":\"NEVER\"}"})
        void shouldBeRefused_whenItSaysNothingKnown(String json) {
            assertThatThrownBy(() -> Fault.fromJson(new JsonObject(json))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
