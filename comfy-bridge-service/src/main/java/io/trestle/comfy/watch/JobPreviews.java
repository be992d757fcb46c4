package io.trestle.comfy.watch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Pictures of work in progress, from the replica that drives the backend to those where somebody watches. Only the latest counts. */
@ApplicationScoped
public class JobPreviews {

    private static final Logger LOG = Logger.getLogger(JobPreviews.class);
    private static final String CHANNEL = "job_preview";

    private final Notifications notifications;
    private final Pool pool;
    private final String schema;
    private final Map<String, Integer> watchers = new ConcurrentHashMap<>();
    private final BroadcastProcessor<JobPreview> previews = BroadcastProcessor.create();

    JobPreviews(Notifications notifications, Pool pool, @ConfigProperty(name = "trestle.database.role") String schema) {
        this.notifications = notifications;
        this.pool = pool;
        this.schema = schema;
    }

    void start(@Observes StartupEvent event) {
        notifications.on(CHANNEL).filter(watchers::containsKey)
                .onItem().transformToUniAndConcatenate(jobId -> latest(jobId)
                        .onFailure().invoke(failure -> LOG.debugf("A preview is left out: %s", failure.getMessage()))
                        .onFailure().recoverWithNull())
                .subscribe().with(previews::onNext);
    }

    /** Shows a picture to whoever watches, wherever. */
    public Uni<Void> show(JobPreview preview) {
        return pool.preparedQuery("""
                WITH shown AS (INSERT INTO preview (job_id, media_type, image) VALUES ($1, $2, $3) ON CONFLICT (job_id)
                    DO UPDATE SET media_type = EXCLUDED.media_type, image = EXCLUDED.image, shown_at = now() RETURNING job_id)
                SELECT pg_notify($4, job_id) FROM shown""")
                .execute(Tuple.of(preview.jobId(), preview.mediaType(), preview.image(), schema + "." + CHANNEL)).replaceWithVoid();
    }

    /** The latest picture, if there is one, and those that follow; one that is overtaken is left out. */
    public Multi<JobPreview> of(String jobId) {
        return Multi.createFrom().deferred(() -> {
            watchers.merge(jobId, 1, Integer::sum);
            var later = previews.onOverflow().drop().filter(preview -> preview.jobId().equals(jobId));
            return Multi.createBy().merging().streams(latest(jobId).toMulti(), later).onTermination()
                    .invoke(() -> watchers.computeIfPresent(jobId, (id, count) -> count == 1 ? null : count - 1));
        });
    }

    private Uni<@Nullable JobPreview> latest(String jobId) {
        return pool.preparedQuery("SELECT media_type, image FROM preview WHERE job_id = $1").execute(Tuple.of(jobId)).map(rows -> {
            var all = rows.iterator();
            if (!all.hasNext()) {
                return null;
            }
            var row = all.next();
            return new JobPreview(jobId, row.getString("media_type"), (Buffer) row.getValue("image"));
        });
    }
}
