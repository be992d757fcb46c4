package io.trestle.comfy.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.model.MalformedMessageException;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;
import io.trestle.runtime.notify.Notifications;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Commands between Kafka and the queue of jobs: their files are fetched here, outside of any transaction, several at once. */
@ApplicationScoped
class JobCommands {

    private static final Logger LOG = Logger.getLogger(JobCommands.class);
    private static final LeasedTable TABLE = new LeasedTable("command", "id", "command");
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** A file that cannot be fetched so often is not there. */
    private static final int FETCHES = 3;

    private final JobIntake intake;
    private final JobQueue queue;
    private final JobStore jobs;
    private final InputFiles files;
    private final LeaseWorkers workers;
    private final Notifications notifications;
    private final Pool pool;
    private final JobConfig config;

    JobCommands(JobIntake intake, JobQueue queue, JobStore jobs, InputFiles files, LeaseWorkers workers, Notifications notifications,
            Pool pool, JobConfig config) {
        this.intake = intake;
        this.queue = queue;
        this.jobs = jobs;
        this.files = files;
        this.workers = workers;
        this.notifications = notifications;
        this.pool = pool;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        workers.start(TABLE, config.commandsAtOnce(), config.leaseFor(), this::work);
    }

    /** In the transaction of the current Hibernate Reactive session. */
    Uni<Void> keep(RunPrediction run) {
        return Panache.getSession().chain(session -> session.createNativeQuery(
                "INSERT INTO command (id, body) VALUES (:id, :body) ON CONFLICT DO NOTHING")
                .setParameter("id", run.predictionId()).setParameter("body", new String(MessageCodec.encode(run), StandardCharsets.UTF_8))
                .executeUpdate()).chain(() -> notifications.send("command", run.predictionId()));
    }

    private Uni<LeaseOutcome> work(Lease lease) {
        return pool.preparedQuery("SELECT body FROM command WHERE id = $1 AND leased_by = $2")
                .execute(Tuple.of(lease.id(), lease.token()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(LeaseOutcome.done())
                        : run(read(rows.iterator().next().getString("body")), lease));
    }

    private static RunPrediction read(String body) {
        try {
            return (RunPrediction) MessageCodec.decode(Topic.PREDICTION_COMMANDS, MessageCodec.typeName(RunPrediction.class),
                    body.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("A stored command cannot be read", e);
        }
    }

    /** A crash before the command is deleted changes nothing: a repeated id is the same job. */
    private Uni<LeaseOutcome> run(RunPrediction run, Lease lease) {
        return jobs.find(run.predictionId()).chain(known -> known == null ? accept(run) : Uni.createFrom().voidItem())
                .onFailure(ProblemException.class).recoverWithUni(failure -> refuse(run, (ProblemException) failure, lease.attempts()))
                .chain(() -> pool.preparedQuery("DELETE FROM command WHERE id = $1 AND leased_by = $2")
                        .execute(Tuple.of(lease.id(), lease.token())))
                .replaceWith(LeaseOutcome.done())
                .onFailure(Later.class).recoverWithItem(later -> LeaseOutcome.retryAfter(PAUSE));
    }

    private Uni<Void> accept(RunPrediction run) {
        return files.fetch(run.files()).chain(fetched -> intake.acceptCommanded(new JobRequest(run.predictionId(), run.tenant(), null,
                run.workflow(), new JsonObject(run.inputs().toString()), fetched, run.priority() == null ? 0 : run.priority(),
                run.deadline(), null, run.reuse()))).replaceWithVoid();
    }

    private Uni<Void> refuse(RunPrediction run, ProblemException refused, int attempts) {
        var reason = switch (refused.type()) {
            case WORKFLOW_NOT_FOUND -> PredictionFailure.WORKFLOW_NOT_FOUND;
            case WORKFLOW_INVALID -> PredictionFailure.WORKFLOW_INVALID;
            case VALIDATION_FAILED -> PredictionFailure.INPUT_INVALID;
            default -> PredictionFailure.INPUT_FILE_UNAVAILABLE;
        };
        if (refused.type() == ProblemType.QUEUE_FULL
                || (reason == PredictionFailure.INPUT_FILE_UNAVAILABLE && refused.type() != ProblemType.ADDRESS_REFUSED
                        && attempts < FETCHES)) {
            LOG.debugf("Prediction %s is looked at again: %s", run.predictionId(), refused.detail());
            return Uni.createFrom().failure(new Later());
        }
        return queue.refuse(run.predictionId(), run.tenant(), run.workflow(), reason, refused.detail());
    }

    private static final class Later extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Later() {
            super(null, null, false, false);
        }
    }
}
