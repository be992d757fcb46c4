package io.trestle.simulators.comfyui.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/** The checkpoints on the card. */
final class ModelMemory {

    private final Duration load;
    private final int room;
    private final Deque<String> loaded = new ArrayDeque<>();

    ModelMemory(Duration load, int room) {
        this.load = load;
        this.room = room;
    }

    /** How long it takes until the checkpoint is there; the one used longest ago makes room. */
    Duration use(@Nullable String model) {
        if (model == null) {
            return Duration.ZERO;
        }
        var there = loaded.remove(model);
        loaded.addLast(model);
        if (loaded.size() > room) {
            loaded.removeFirst();
        }
        return there ? Duration.ZERO : load;
    }

    void clear() {
        loaded.clear();
    }
}
