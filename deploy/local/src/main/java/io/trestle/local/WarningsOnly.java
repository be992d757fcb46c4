package io.trestle.local;

import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Logging of engines and simulators, given to their JVMs as {@code java.util.logging.config.class}: a line per warning, nothing else. */
public final class WarningsOnly {
    static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$-7s [%3$s] %5$s%6$s%n";

    public WarningsOnly() {
        LogManager.getLogManager().reset();
        var root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new ConsoleHandler());
    }
}
