package io.trestle.simulators.cog;

/** What happens to a prediction (facts, a6). Timers and retries are those of the worker's generation in each. */
public enum Scenario {
    /** Starts, logs, ends with one string. */
    HAPPY,
    /** Three outputs, one after another. */
    ITERATOR,
    /** The model raises. */
    FAILED,
    /** Runs until it is canceled. */
    UNTIL_CANCELED,
    /** The first thing that is heard is the end. */
    NO_START,
    /** A report on the way arrives after the end. */
    REORDER,
    /** {@code failed}, then {@code succeeded} with the error still set. */
    DOUBLE_TERMINAL,
    /** The end is sent twice, byte for byte. */
    DUPLICATE_TERMINAL,
    /** Reports without an id; the last one has it. */
    NULL_ID,
    /** Reports without the time of creation. */
    NULL_CREATED_AT,
    /** Logs of 5 MB. */
    HUGE_LOGS,
    /** Two files are uploaded, and are the output. */
    UPLOAD,
    /** A file is uploaded, and the webhooks are never sent. */
    UPLOAD_THEN_SILENT,
    /** A file without bytes: chunked, without a length. */
    UPLOAD_EMPTY,
    /** A file whose name has no extension: no Content-Type. */
    UPLOAD_NO_TYPE,
    /** Names with {@code ? # %}, spaces and CJK, unescaped where the worker does not escape. */
    UPLOAD_STRANGE_NAMES,
    /** Two files of one name. */
    UPLOAD_SAME_NAME,
    /** The same file twice. */
    UPLOAD_TWICE,
    /** A file for a prediction that is somebody else's. */
    UPLOAD_FOREIGN,
    /** The output is a data URI. */
    DATA_URI,
    /** The output is a path of the worker's own disk. */
    LOCAL_PATH,
    /** The worker dies after its start, and forgets. */
    RESTART,
    /** Ends before it starts, by the worker's clock. */
    CLOCK_SKEW,
    /** Metrics with objects, lists and strings. */
    NESTED_METRICS,
    /** {@code NaN} and {@code Infinity} in the output, as Python's json writes them. */
    NOT_A_NUMBER,
    /** 1e308 and an integer of 400 digits. */
    EXTREME_NUMBERS,
    /** {@code \u0000} in logs and output. */
    NUL,
    /** Half a surrogate pair in logs and output. */
    LONE_SURROGATE
}
