package io.trestle.local.supervision;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a person would have seen. */
final class RecordedConsole implements Console {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void line(String text) {
        lines.add(text);
    }

    String text() {
        return String.join("\n", lines);
    }
}
