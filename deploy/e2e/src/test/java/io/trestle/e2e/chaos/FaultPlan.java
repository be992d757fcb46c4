package io.trestle.e2e.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import io.trestle.e2e.chaos.Fault.Kind;

/**
 * What goes wrong in each round, by a seed: the same seed, the same sequence. Targets are drawn as from a pack of cards, so that each has its turn
 * before any comes again.
 */
final class FaultPlan {

    private static final int ROUND_MILLIS = 18_000;
    private static final int SHORTEST_MILLIS = 1_000;
    private static final int LONGEST_MILLIS = 8_000;
    private static final int PROCESSES_A_ROUND = 2;
    private static final int LINES_A_ROUND = 4;

    private final Random dice;
    private final Pack kills;
    private final Pack pauses;
    private final Pack lines;
    private final Pack cloudflare;

    /** What is wrong with what. */
    private record Card(Kind kind, String target) {
    }

    /** Cards that are shuffled again when all were drawn. */
    private final class Pack {

        private final List<Card> all;
        private final List<Card> left = new ArrayList<>();

        Pack(List<Card> all) {
            this.all = all;
        }

        Card draw() {
            if (left.isEmpty()) {
                left.addAll(all);
                Collections.shuffle(left, dice);
            }
            return left.remove(left.size() - 1);
        }
    }

    FaultPlan(long seed, List<String> processes, List<String> lines) {
        dice = new Random(seed);
        kills = new Pack(processes.stream().map(process -> new Card(Kind.KILL, process)).toList());
        pauses = new Pack(processes.stream().map(process -> new Card(Kind.PAUSE, process)).toList());
        this.lines = new Pack(lines.stream().flatMap(line -> Arrays.stream(Kind.OF_LINES).map(kind -> new Card(kind, line))).toList());
        cloudflare = new Pack(Arrays.stream(Kind.OF_CLOUDFLARE).map(kind -> new Card(kind, ChaosStack.CLOUDFLARE)).toList());
    }

    /** Those of the next round, by their begin. */
    List<Fault> next() {
        var faults = new ArrayList<Fault>();
        for (var i = 0; i < PROCESSES_A_ROUND; i++) {
            faults.add(at(kills::draw));
            faults.add(at(pauses::draw));
        }
        for (var i = 0; i < LINES_A_ROUND; i++) {
            faults.add(at(lines::draw));
        }
        faults.add(at(cloudflare::draw));
        faults.sort(Comparator.comparing(Fault::after));
        return faults;
    }

    private Fault at(Supplier<Card> draw) {
        var card = draw.get();
        return new Fault(card.kind(), card.target(), Duration.ofMillis(dice.nextInt(ROUND_MILLIS)),
                Duration.ofMillis(SHORTEST_MILLIS + dice.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS)));
    }
}
