package io.trestle.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trestle.gateway.GatewayConfig;

/** Attack 12: whoever names addresses for nothing must not do so without end. */
class RateLimitTest {

    private final Moving clock = new Moving();
    private final RateLimit limit = new RateLimit(config(3), clock);

    @Test
    void shouldAdmitSoManyInAMinute_andOthersMeanwhile() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.admits("192.0.2.1")).isTrue();
        }
        assertThat(limit.admits("192.0.2.1")).isFalse();
        assertThat(limit.admits("192.0.2.2")).isTrue();
    }

    @Test
    void shouldAdmitAgain_whenTheMinuteIsOver() {
        for (int i = 0; i < 4; i++) {
            limit.admits("192.0.2.1");
        }
        clock.now = clock.now.plus(Duration.ofMinutes(1));

        assertThat(limit.admits("192.0.2.1")).isTrue();
    }

    @Test
    void shouldTellNobodyApart_whenThereAreMoreThanItKeeps() {
        for (int i = 0; i < 100_000; i++) {
            limit.admits("client " + i);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(limit.admits("one more " + i)).isTrue();
        }
        assertThat(limit.admits("another")).isFalse();
    }

    private static GatewayConfig config(int perMinute) {
        return new SmallRyeConfigBuilder().withMapping(GatewayConfig.class).withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(Map.of("trestle.gateway.port", "0", "trestle.gateway.host", "127.0.0.1",
                        "trestle.gateway.handshakes-per-minute", "" + perMinute), "test", 100))
                .build().getConfigMapping(GatewayConfig.class);
    }

    private static final class Moving extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

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
}
