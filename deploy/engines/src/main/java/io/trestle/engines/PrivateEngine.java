package io.trestle.engines;

/** An engine that one test has for itself and may treat badly. It keeps port and data until it is closed. */
public sealed interface PrivateEngine extends AutoCloseable permits PrivateKafka, PrivatePostgres {

    /** {@code host:port}; the same after each restart. */
    String address();

    /** Starts it again after {@link #stop} or {@link #kill}; returns when it serves clients. Does nothing if it runs. */
    void start();

    /** Stops it cleanly. */
    void stop();

    /** Kills it (SIGKILL), as a crash would. */
    void kill();

    /** Freezes it (SIGSTOP): connections stay open, nothing answers. */
    void pause();

    /** Continues after {@link #pause}. */
    void resume();

    default void restart() {
        stop();
        start();
    }

    /** Ends it and removes its data. */
    @Override
    void close();
}
