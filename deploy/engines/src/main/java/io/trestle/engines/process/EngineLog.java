package io.trestle.engines.process;

import java.util.Arrays;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The log of a process that runs engines: warnings, on standard error. */
public final class EngineLog {

    private static final String JBOSS = "org.jboss.logmanager.LogManager";

    private EngineLog() {
    }

    /** The first thing that such a process does, before anything asks for a logger. */
    public static void toStandardError() {
        if (isPresent(JBOSS)) {
            // what Kafka's logging facade is bound to then; it warns if it is not the JVM's log manager
            System.setProperty("java.util.logging.manager", JBOSS);
        }
        Logger root = Logger.getLogger("");
        Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
        root.addHandler(new ConsoleHandler());
        root.setLevel(Level.WARNING);
    }

    private static boolean isPresent(String className) {
        return ClassLoader.getSystemResource(className.replace('.', '/') + ".class") != null;
    }
}
