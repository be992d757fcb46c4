package io.trestle.simulators.comfyui.run;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Pattern;

import io.vertx.core.json.JsonObject;

/**
 * One line of the script of what happens to runs.
 *
 * @param frame which frames of a run, by type; a regular expression for the whole type
 * @param nth the first matching frame that is hit, counted from 1
 * @param times how many from there on
 * @param downFor of {@link Kind#KILL}: how long the server is away
 */
public record RunFault(Kind kind, Pattern frame, int nth, int times, Duration downFor) {

    /** What happens at the frame. */
    public enum Kind {
        /** The process dies: connections break, queue, history and temporary files are gone; it comes back after {@link RunFault#downFor()}. */
        KILL,
        /** The worker never goes on; HTTP answers as if nothing were wrong. */
        HANG,
        /** This frame is not sent. */
        DROP,
        /** The frame is sent, then every WebSocket breaks; the run goes on. */
        DISCONNECT,
        /** The node raises {@code torch.OutOfMemoryError}. */
        OUT_OF_MEMORY,
        /** The node raises a CUDA error, and so does every later one in this process. */
        CUDA_FAULT
    }

    /** At the first frame of any kind; narrow it down from there. */
    public static RunFault of(Kind kind) {
        return new RunFault(kind, Pattern.compile(".*"), 1, 1, Duration.ZERO);
    }

    public RunFault on(String frameRegex) {
        return new RunFault(kind, Pattern.compile(frameRegex), nth, times, downFor);
    }

    public RunFault nth(int n) {
        return new RunFault(kind, frame, n, times, downFor);
    }

    public RunFault times(int count) {
        return new RunFault(kind, frame, nth, count, downFor);
    }

    public RunFault downFor(Duration away) {
        return new RunFault(kind, frame, nth, times, away);
    }

    /** Reads {@code {"kind", "frame"?, "nth"?, "times"?, "downFor"?}}. */
    public static RunFault fromJson(JsonObject json) {
        try {
            return of(Kind.valueOf(json.getString("kind", ""))).on(json.getString("frame", ".*")).nth(json.getInteger("nth", 1))
                    .times(json.getInteger("times", 1)).downFor(Duration.parse(json.getString("downFor", "PT0S")));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public JsonObject toJson() {
        return new JsonObject().put("kind", kind.name()).put("frame", frame.pattern()).put("nth", nth).put("times", times)
                .put("downFor", downFor.toString());
    }
}
