package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.simulators.cloudflare.api.CloudflareLimits;

class RequestBudgetTest {

    private CloudflareSimulator simulator;
    private ApiClient tunnels;

    @BeforeEach
    void startWithThreeRequests() {
        var stopped = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
        simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withClock(stopped)
                .withLimits(CloudflareLimits.freePlan().withRequests(3, Duration.ofMinutes(5))));
        tunnels = ApiClient.ofTunnels(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private void spend() {
        for (var i = 0; i < 3; i++) {
            tunnels.get(TUNNELS).succeeds();
        }
    }

    @Nested
    class WithinBudget {

        @Test
        void shouldSayWhatIsLeft() {
            var first = tunnels.get(TUNNELS);
            simulator.clock().advance(Duration.ofSeconds(60));
            var second = tunnels.get(TUNNELS);

            assertThat(first.header("ratelimit-policy")).isEqualTo("\"default\";q=3;w=300");
            assertThat(first.header("ratelimit")).isEqualTo("\"default\";r=2;t=300");
            assertThat(second.header("ratelimit")).isEqualTo("\"default\";r=1;t=240");
            assertThat(second.header("retry-after")).isNull();
        }

        @Test
        void shouldBeginAnew_whenWindowEnds() {
            spend();
            simulator.clock().advance(Duration.ofMinutes(5));

            spend();
        }
    }

    @Nested
    class OneTooMany {

        @Test
        void shouldBeRefusedWithoutEffect() {
            spend();

            var refused = tunnels.post(TUNNELS, named("m-1")).failsWith(429, 971);

            assertThat(refused.header("retry-after")).isEqualTo("300");
            assertThat(refused.header("ratelimit")).isEqualTo("\"default\";r=0;t=300");
            assertThat(simulator.state().tunnels()).isEmpty();
        }

        @Test
        void shouldBlockEverything_forFiveMinutesFromThen() {
            spend();
            simulator.clock().advance(Duration.ofMinutes(4));
            tunnels.get(TUNNELS).failsWith(429, 971);

            simulator.clock().advance(Duration.ofMinutes(4));
            assertThat(tunnels.get(TUNNELS).failsWith(429, 971).header("retry-after")).isEqualTo("60");

            simulator.clock().advance(Duration.ofMinutes(1));
            spend();
        }

        @Test
        void shouldNotConcernTheOtherToken() {
            spend();
            tunnels.get(TUNNELS).failsWith(429, 971);

            ApiClient.ofDns(simulator).get(RECORDS).succeeds();
        }
    }
}
