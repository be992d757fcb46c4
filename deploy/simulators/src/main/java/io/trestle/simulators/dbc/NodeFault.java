package io.trestle.simulators.dbc;

import java.time.Duration;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One line of the script of faults between the client node and a GPU node.
 *
 * @param kind what happens
 * @param operation name of the operation that is hit (as {@code CREATE}), or empty for every one
 * @param after how many calls go well before
 * @param times how many calls are hit
 * @param late how long after the call the node acts; virtual time
 * @param text of {@link Kind#NODE_ERROR} and {@link Kind#CLIENT_ERROR}
 */
public record NodeFault(Kind kind, String operation, int after, int times, Duration late, String text) {

    /** What happens to the call. */
    public enum Kind {
        /** 500 {@code <op> timeout}; the node acted. */
        TIMEOUT_AFTER_EFFECT,
        /** 500 {@code <op> timeout}; the node acts only later. */
        TIMEOUT_BEFORE_LATE_EFFECT,
        /** 500 {@code <op> timeout}; the node never hears of it. */
        TIMEOUT_WITHOUT_EFFECT,
        /** 400 {@code create node request failed}: the node is not in the client's list. */
        NODE_OFFLINE,
        /** 400 {@code creaate request session failed}: 1024 calls are waiting already. */
        PENDING_LIMIT,
        /** 500 with the text, for example {@code rsq decrypt error1}; the node acted. */
        CLIENT_ERROR,
        /** 200 with errcode 1 and the text; the node does not act. */
        NODE_ERROR,
        /** The VM is taken on, and its creation fails later with {@code create error}. */
        CREATION_FAILS,
        /** Stopping fails: P22 prints {@code closed} while the machine runs on. */
        STOP_FAILS,
        /** 500 {@code Unhandled request}; the node never hears of it. */
        UNHANDLED
    }

    public static NodeFault of(Kind kind, String operation) {
        return new NodeFault(kind, operation, 0, 1, Duration.ZERO, "");
    }

    public NodeFault after(int calls) {
        return new NodeFault(kind, operation, calls, times, late, text);
    }

    public NodeFault times(int calls) {
        return new NodeFault(kind, operation, after, calls, late, text);
    }

    public NodeFault late(Duration virtual) {
        return new NodeFault(kind, operation, after, times, virtual, text);
    }

    public NodeFault saying(String words) {
        return new NodeFault(kind, operation, after, times, late, words);
    }

    boolean concerns(Operation called) {
        return operation.isEmpty() || operation.toUpperCase(Locale.ROOT).equals(called.name());
    }

    /** {@code {"kind":"TIMEOUT_AFTER_EFFECT","operation":"CREATE","after":0,"times":1,"late":"PT2M","text":""}}; all but kind optional. */
    static NodeFault fromJson(JsonNode json) {
        return new NodeFault(Kind.valueOf(json.path("kind").asText()), json.path("operation").asText(""), json.path("after").asInt(0),
                json.path("times").asInt(1), Duration.parse(json.path("late").asText("PT0S")), json.path("text").asText(""));
    }
}
