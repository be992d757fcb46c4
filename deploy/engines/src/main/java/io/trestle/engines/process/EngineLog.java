package io.trestle.engines.process;

import java.util.Arrays;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The log of a process that runs engines: warnings, on standard error. */
public final class EngineLog {

    private EngineLog() {
    }

    /** The first thing that such a process does, before anything asks for a logger. */
    public static void toStandardError() {
        // what Kafka's logging facade is bound to; it warns if it is not the JVM's log manager
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Logger root = Logger.getLogger("");
        Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
        root.addHandler(new ConsoleHandler());
        root.setLevel(Level.WARNING);
    }
}
