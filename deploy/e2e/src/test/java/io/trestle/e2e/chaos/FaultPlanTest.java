package io.trestle.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.trestle.e2e.chaos.Fault.Kind;

class FaultPlanTest {

    private static final List<String> PROCESSES = List.of("a", "b", "c");
    private static final List<String> LINES = List.of("x", "y");

    private static List<Fault> rounds(long seed, int count) {
        var plan = new FaultPlan(seed, PROCESSES, LINES);
        return Stream.generate(plan::next).limit(count).flatMap(List::stream).toList();
    }

    @Test
    void shouldRepeatItself_withTheSameSeedOnly() {
        assertThat(rounds(1, 5)).isEqualTo(rounds(1, 5)).isNotEqualTo(rounds(2, 5));
    }

    @Test
    void shouldGiveEachTargetItsTurn_beforeAnyComesAgain() {
        var faults = rounds(1, 3);

        for (var kind : List.of(Kind.KILL, Kind.PAUSE)) {
            assertThat(faults).filteredOn(fault -> fault.kind() == kind).extracting(Fault::target).containsAll(PROCESSES);
        }
        for (var kind : Kind.OF_LINES) {
            assertThat(faults).filteredOn(fault -> fault.kind() == kind).extracting(Fault::target)
                    .containsExactlyInAnyOrderElementsOf(LINES);
        }
    }
}
