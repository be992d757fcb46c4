package io.trestle.runtime.inbox;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;

/** Tells failures of the database that pass by themselves from those of a record or of our code. */
public final class PassingFailures {

    /** A pool is closed only when the service ends; what it was asked for then is done after the next start. */
    private static final Pattern POOL_OUTAGE = Pattern.compile("^Timeout$|^Pool closed$|connection", Pattern.CASE_INSENSITIVE);

    private static final Pattern BROKEN_CONNECTION = Pattern.compile("(^|: )(Connection (reset( by peer)?|timed out)|Broken pipe)$");

    private PassingFailures() {
    }

    /** Whether the same work may succeed later, unchanged: no connection, server shutting down, serialization failure, deadlock … */
    public static boolean isPassing(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg) {
                return isPassing(pg.getSqlState());
            }
            if (cause instanceof SocketException || cause instanceof UnknownHostException || cause instanceof TimeoutException
                    || cause instanceof ClosedConnectionException || isPoolOutage(cause) || isBrokenConnection(cause)) {
                return true;
            }
        }
        return false;
    }

    /** The pool reports a connection that it could not get as a failure without a type of its own, which others use for bugs too. */
    private static boolean isPoolOutage(Throwable cause) {
        return cause instanceof NoStackTraceThrowable && cause.getMessage() != null
                && POOL_OUTAGE.matcher(cause.getMessage()).find();
    }

    /**
     * A write to a connection that the other side has reset fails with a plain {@link IOException}, with the native transport with one of its own;
     * only their message tells them from those of files and parsers.
     */
    private static boolean isBrokenConnection(Throwable cause) {
        return cause instanceof IOException && cause.getMessage() != null && BROKEN_CONNECTION.matcher(cause.getMessage()).find();
    }

    /** Classes of SQLSTATE: 08 connection, 40 rollback, 53 resources, 55 lock not available, 57 operator intervention, 58 system error. */
    private static boolean isPassing(@Nullable String sqlState) {
        return sqlState != null && sqlState.matches("(08|40|53|55|57|58).*");
    }
}
