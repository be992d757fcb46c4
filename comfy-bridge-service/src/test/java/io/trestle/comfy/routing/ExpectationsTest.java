package io.trestle.comfy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.trestle.comfy.routing.Expectations.Seen;

class ExpectationsTest {

    private final Expectations expectations = new Expectations(List.of(new Seen("w", "a", false, 1000), new Seen("w", "b", false, 3000),
            new Seen("w", "a", true, 9000)), 10_000, 5_000);

    @Test
    void shouldUseItsOwnExperience_thenThatOfOthers_thenAGuess() {
        assertThat(expectations.millis("w", "a", false)).isEqualTo(1000);
        assertThat(expectations.millis("w", "c", false)).isEqualTo(2000);
        assertThat(expectations.millis("w", "c", true)).isEqualTo(9000);
        assertThat(expectations.millis("new", "a", false)).isEqualTo(10_000);
        assertThat(expectations.millis("new", "a", true)).isEqualTo(15_000);
    }
}
