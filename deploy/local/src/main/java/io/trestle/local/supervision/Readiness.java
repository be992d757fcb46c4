package io.trestle.local.supervision;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** How a process says that it can be used. */
@FunctionalInterface
public interface Readiness {

    boolean isReady(LogFile log);

    /** It prints a line that begins with {@code READY}. */
    static Readiness line() {
        return log -> log.sinceStart().lines().anyMatch(line -> line.startsWith("READY"));
    }

    /** It answers 200 at this address. */
    static Readiness http(URI address) {
        return log -> answersOk(address);
    }

    static boolean answersOk(URI address) {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            // A readiness check that asks the database may take a while on a busy machine.
            connection.setReadTimeout(5_000);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
