package io.trestle.simulators.comfyui;

/** Which ComfyUI is played. */
public enum ComfyVersion {

    /** Recorded: takes any prompt id, has no job API, says {@code invalid_prompt} for an unknown class. */
    V0_3_64("0.3.64"),
    /** Read in its source: demands lower-case UUIDs, has {@code /api/jobs} with an atomic cancel, says {@code missing_node_type}. */
    V0_38("0.38.1");

    private final String number;

    ComfyVersion(String number) {
        this.number = number;
    }

    /** As {@code /system_stats} says it. */
    public String number() {
        return number;
    }

    public boolean hasJobs() {
        return this == V0_38;
    }
}
