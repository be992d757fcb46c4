package io.trestle.local.supervision;

import java.util.Optional;

/** The launcher's own process record: {@code run/launcher.json}. */
public final class LauncherRecord {
    public static final String NAME = "launcher";

    private LauncherRecord() {
    }

    /** READY once the whole stack is. */
    public static void write(RunDirectory run, RunRecord.State state, int portOffset) {
        var self = ProcessIdentity.self();
        // the launcher has no port; the offset tells where the others listen
        new RunRecord(NAME, Tier.LAUNCHER, self.pid(), self.start(), portOffset, state, System.currentTimeMillis(), 0)
                .writeTo(run.directory());
    }

    /** Of a launcher that lives. */
    public static Optional<RunRecord> read(RunDirectory run) {
        return RunRecord.readAll(run.directory()).stream().filter(record -> record.name().equals(NAME) && record.identity().isAlive())
                .findFirst();
    }
}
