package io.trestle.local.supervision;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Main class that every JVM of the stack is started through: it runs the real main class and ends the process when standard input closes.
 *
 * <p>The launcher holds the other end of that pipe and never writes to it. The kernel closes the pipe when the launcher is gone, kill -9
 * included, so no process outlives its launcher. (Linux has prctl for this, macOS has nothing; a pipe works on both.)
 */
public final class Tether {
    /** Longer than the services' own drain (20 s). */
    private static final long GRACE_SECONDS = 25;

    private Tether() {
    }

    public static void main(String[] args) throws Exception {
        var watch = new Thread(Tether::endWithLauncher, "tether");
        watch.setDaemon(true);
        watch.start();
        var main = Class.forName(args[0]).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void endWithLauncher() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent
            }
        } catch (IOException closed) {
            // the same as the end of the stream
        }
        var last = new Thread(Tether::haltAfterGrace, "tether-last-resort");
        last.setDaemon(true);
        last.start();
        System.exit(0);
    }

    private static void haltAfterGrace() {
        try {
            TimeUnit.SECONDS.sleep(GRACE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
