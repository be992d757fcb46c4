package io.trestle.clientapi.prediction;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.file.UploadedFile;
import io.trestle.clientapi.file.UploadedFiles;
import io.trestle.clientapi.ledger.Ledger;
import io.trestle.clientapi.ledger.LedgerEntry;
import io.trestle.clientapi.ledger.Report;
import io.trestle.model.prediction.OutputFile;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * Reports predictions as lost whose worker is silent for too long: a terminal webhook that was lost cannot be asked for. What it uploaded
 * is shown as its likely output. Every replica looks; the ledger takes the first.
 */
@ApplicationScoped
class SilenceWatch {

    private static final String SILENT = """
            SELECT id, tenant, heard_at FROM prediction
            WHERE completed_at IS NULL AND lost_at IS NULL AND runner = 'WORKER' AND (sent_at IS NOT NULL OR state = 'PROCESSING')
                AND heard_at + make_interval(secs => silence_seconds) < now()
            LIMIT 500""";

    private final Pool pool;
    private final Ledger ledger;
    private final UploadedFiles uploads;

    SilenceWatch(Pool pool, Ledger ledger, UploadedFiles uploads) {
        this.pool = pool;
        this.ledger = ledger;
        this.uploads = uploads;
    }

    @Scheduled(every = "${trestle.silence-watch.every:10s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return pool.query(SILENT).execute()
                .onItem().transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem().transformToUniAndConcatenate(row -> lose(row.getString("tenant"), row.getString("id"),
                        row.getOffsetDateTime("heard_at").toInstant()))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> lose(String tenant, String id, Instant heardAt) {
        return uploads.ofPrediction(tenant, id)
                .map(files -> files.stream().map(SilenceWatch::output).toList())
                .chain(found -> ledger.write(LedgerEntry.of(tenant, id, new Report.Silent(heardAt, found)))).replaceWithVoid();
    }

    private static OutputFile output(UploadedFile file) {
        return new OutputFile(file.name(), file.url().toString(), file.mediaType(), file.size(), file.hash());
    }
}
