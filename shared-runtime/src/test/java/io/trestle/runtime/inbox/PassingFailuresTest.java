package io.trestle.runtime.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;

class PassingFailuresTest {

    static Stream<Throwable> passing() {
        return Stream.of(new ConnectException("refused"), ClosedConnectionException.INSTANCE, new NoStackTraceThrowable("Timeout"),
                // of a service that ends
                new NoStackTraceThrowable("Pool closed"),
                new CompletionException(new NoStackTraceThrowable("Connection closed")), new PgException("stop", "FATAL", "57P01", ""),
                // as a write into a connection that was reset fails, and the same with the native transport
                new IOException("Connection reset by peer"), new IOException("Broken pipe"),
                new CompletionException(new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")));
    }

    /** Of our own making, or the statement's: the same again fails again. */
    static Stream<Throwable> lasting() {
        return Stream.of(new IllegalStateException("a bug"), new NoStackTraceThrowable("No item"),
                new CompletionException(new NoStackTraceThrowable(null)), new PgException("syntax", "ERROR", "42601", ""),
                new IOException("No space left on device"), new NoSuchFileException("/Connection reset"),
                new IOException("Unexpected token 'Broken pipe' at 3"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void shouldPass_whenTheDatabaseIsAway(Throwable failure) {
        assertThat(PassingFailures.isPassing(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void shouldNotPass_whenItIsABug(Throwable failure) {
        assertThat(PassingFailures.isPassing(failure)).isFalse();
    }
}
