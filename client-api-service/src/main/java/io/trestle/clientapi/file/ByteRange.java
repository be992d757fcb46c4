package io.trestle.clientapi.file;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * The part of a file that a request asks for (RFC 9110, 14.2).
 *
 * @param from offset of the first byte
 * @param length bytes, at least one
 */
record ByteRange(long from, long length) {

    /** One range of bytes. Several, other units and nonsense are ignored, as the RFC allows: the answer is the whole file. */
    private static final Pattern ONE = Pattern.compile("bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*");

    /**
     * @param header null where there is none
     * @return null for the whole file
     * @throws ProblemException {@code RANGE_NOT_SATISFIABLE}
     */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        if (header == null) {
            return null;
        }
        var match = ONE.matcher(header);
        if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
            return null;
        }
        return match.group(1).isEmpty()
                ? last(Long.parseLong(match.group(2)), size)
                : between(Long.parseLong(match.group(1)), match.group(2), size);
    }

    private static ByteRange last(long count, long size) {
        if (count == 0 || size == 0) {
            throw unsatisfiable(size);
        }
        var length = Math.min(count, size);
        return new ByteRange(size - length, length);
    }

    private static @Nullable ByteRange between(long first, String last, long size) {
        if (!last.isEmpty() && Long.parseLong(last) < first) {
            return null;
        }
        if (first >= size) {
            throw unsatisfiable(size);
        }
        var end = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        return new ByteRange(first, end - first + 1);
    }

    private static ProblemException unsatisfiable(long size) {
        return new ProblemException(ProblemType.RANGE_NOT_SATISFIABLE, "The file has " + size + " bytes").with("size", size);
    }

    String contentRange(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
