package io.trestle.comfy.content;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Deletes files that nobody names any more: no job, no upload. Young ones are left alone, they may be about to be named. */
@ApplicationScoped
class ContentSweep {

    private static final Logger LOG = Logger.getLogger(ContentSweep.class);
    private static final int PAGE = 1000;

    private final ContentStore store;
    private final Pool pool;
    private final ContentConfig config;
    private final Clock clock;

    ContentSweep(ContentStore store, Pool pool, ContentConfig config, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "${trestle.comfy.content.sweep-every:1h}", delayed = "5m")
    Uni<Void> sweep() {
        return sweep(config.keepUploadsFor(), config.young()).invoke(gone -> LOG.debugf("%d files deleted", gone))
                .onFailure().invoke(failure -> LOG.warnf("Unused files stay for now: %s", failure.getMessage()))
                .onFailure().recoverWithNull().replaceWithVoid();
    }

    /** @return how many files were deleted */
    Uni<Integer> sweep(Duration uploadAge, Duration young) {
        return pool.preparedQuery("DELETE FROM upload WHERE created_at < now() - make_interval(secs => $1)")
                .execute(Tuple.of((double) uploadAge.toSeconds()))
                .chain(() -> {
                    var time = clock.instant().minus(young);
                    return store.tidy(time).chain(() -> page(time, "", 0));
                });
    }

    private Uni<Integer> page(Instant time, String after, int before) {
        return store.olderThan(time, after, PAGE).chain(old -> old.isEmpty()
                ? Uni.createFrom().item(before)
                : unused(old).chain(unused -> store.delete(unused, time))
                        .chain(deleted -> page(time, old.get(old.size() - 1), before + deleted)));
    }

    private Uni<List<String>> unused(List<String> hashes) {
        return pool.preparedQuery("""
                SELECT sha256 FROM unnest($1::text[]) AS files (sha256)
                WHERE NOT EXISTS (SELECT FROM upload u WHERE u.sha256 = files.sha256)
                  AND NOT EXISTS (SELECT FROM job_content c WHERE c.sha256 = files.sha256)""")
                .execute(Tuple.of(hashes.toArray(String[]::new)))
                .map(rows -> rows.stream().map(row -> row.getString("sha256")).toList());
    }
}
