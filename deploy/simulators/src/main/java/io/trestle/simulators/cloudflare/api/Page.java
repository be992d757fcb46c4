package io.trestle.simulators.cloudflare.api;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a list. Past the end it is empty, not an error: clients ask for the next page until they get an empty one.
 *
 * @param number counts from 1
 * @param size items on a full page
 * @param total items on all pages
 */
public record Page<T>(List<T> items, int number, int size, int total) {

    /** Cuts the page that the query asks for with {@code page} and {@code per_page}. */
    public static <T> Page<T> of(List<T> all, ApiCall call, int defaultSize, int largestSize) {
        var number = Math.max(1, call.integer("page", 1));
        var size = Math.max(1, Math.min(largestSize, call.integer("per_page", defaultSize)));
        var from = (int) Math.min(all.size(), (number - 1L) * size);
        var to = Math.min(all.size(), from + size);
        return new Page<>(List.copyOf(all.subList(from, to)), number, size, all.size());
    }

    public <R> Page<R> map(Function<T, R> view) {
        return new Page<>(items.stream().map(view).toList(), number, size, total);
    }

    int pages() {
        return (total + size - 1) / size;
    }
}
