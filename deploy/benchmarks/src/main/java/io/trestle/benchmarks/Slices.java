package io.trestle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same figure, taken several times. */
final class Slices {

    private final List<Double> figures = new ArrayList<>();

    void add(double figure) {
        figures.add(figure);
    }

    double median() {
        return sorted().get(figures.size() / 2);
    }

    /** The median, and between which it lies. */
    String spread(String unit) {
        var sorted = sorted();
        return number(median()) + " " + unit + " (" + number(sorted.get(0)) + " to " + number(sorted.get(sorted.size() - 1)) + ")";
    }

    private List<Double> sorted() {
        return figures.stream().sorted().toList();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}
