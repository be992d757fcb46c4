package io.trestle.clientapi.file;

import java.time.Clock;
import java.time.Instant;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.file.store.FileStore;

/** Removes what a process that died left in the store: drafts that nobody goes on with, and objects that never got a row. */
@ApplicationScoped
class LeftoverSweep {

    private static final Logger LOG = Logger.getLogger(LeftoverSweep.class);
    /** Keys in one question to the database. */
    private static final int BATCH = 500;

    private final FileStore store;
    private final FileCatalogue catalogue;
    private final UploadConfig config;
    private final Clock clock;

    LeftoverSweep(FileStore store, FileCatalogue catalogue, UploadConfig config, Clock clock) {
        this.store = store;
        this.catalogue = catalogue;
        this.config = config;
        this.clock = clock;
    }

    /** Every replica does; what another one removed already is no failure. */
    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        var moment = clock.instant().minus(config.leftoverAge());
        return store.dropAbandoned(moment)
                .chain(drafts -> removeOrphans(moment)
                        .invoke(objects -> LOG.debugf("Removed %d drafts and %d objects that nobody knows", drafts, objects)))
                .replaceWithVoid();
    }

    private Uni<Long> removeOrphans(Instant moment) {
        return store.keptBefore(moment)
                .group().intoLists().of(BATCH)
                .onItem().transformToUniAndConcatenate(catalogue::withoutRow)
                .onItem().<String>disjoint()
                .onItem().transformToUniAndConcatenate(key -> store.delete(key).replaceWith(key))
                .collect().with(Collectors.counting());
    }
}
