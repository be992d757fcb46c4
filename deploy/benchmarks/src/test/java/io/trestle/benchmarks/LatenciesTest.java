package io.trestle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatenciesTest {

    @ParameterizedTest
    @CsvSource({"50, 50", "90, 90", "99, 99", "100, 100", "1, 1", "0, 1"})
    void shouldTakeTheMeasuredTime_whenPercentilesAreAskedFor(double percent, double millis) {
        var times = IntStream.rangeClosed(1, 100).mapToObj(i -> Duration.ofMillis(101 - i)).toList();

        assertThat(new Latencies(times).percentile(percent)).isEqualTo(millis);
    }

    @Test
    void shouldSayTheOnlyTime_whenThereIsOne() {
        assertThat(new Latencies(List.of(Duration.ofMillis(7))).percentile(99)).isEqualTo(7);
    }
}
