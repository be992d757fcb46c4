package io.trestle.comfy.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.content.ContentStore;
import io.trestle.comfy.content.Uploads;
import io.trestle.model.Envelope;
import io.trestle.model.Topic;
import io.trestle.model.prediction.InputFile;
import io.trestle.model.prediction.PredictionCommand;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.inbox.Inbox;
import io.trestle.runtime.inbox.PoisonRecordException;
import io.trestle.runtime.outbound.GuardedHttpClient;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.outbound.OutboundRequest;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.json.JsonObject;

/** {@code prediction.commands.v1} in. What cannot run gets its PredictionFailed; only what nobody can answer is a dead letter. */
@ApplicationScoped
class JobCommandConsumer {

    private static final int MAX_ID_LENGTH = 128;
    private static final OutboundPolicy FILES = OutboundPolicy.DEFAULT.timeout(Duration.ofMinutes(2)).maxBytes(100L << 20);

    private final Inbox inbox;
    private final JobIntake intake;
    private final JobStore jobs;
    private final GuardedHttpClient http;
    private final ContentStore content;

    JobCommandConsumer(Inbox inbox, JobIntake intake, JobStore jobs, GuardedHttpClient http, ContentStore content) {
        this.inbox = inbox;
        this.intake = intake;
        this.jobs = jobs;
        this.http = http;
        this.content = content;
    }

    /**
     * The job is inserted in a transaction of its own, before the event id is noted: a repeated id is the same job, so a crash between the
     * two changes nothing.
     */
    @Incoming("prediction-commands")
    Uni<Void> consume(ConsumerRecord<String, byte[]> record) {
        return inbox.consume(Topic.PREDICTION_COMMANDS, PredictionCommand.class, record, this::accept);
    }

    Uni<Void> accept(Envelope<PredictionCommand> envelope) {
        var command = envelope.message();
        var id = command.predictionId();
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH || command.tenant().isEmpty()) {
            throw new PoisonRecordException("The command has no usable predictionId or tenant");
        }
        return command instanceof RunPrediction run ? run(run) : jobs.cancelOrRemember(id);
    }

    private Uni<Void> run(RunPrediction run) {
        return jobs.find(run.predictionId()).chain(known -> known != null
                ? Uni.createFrom().voidItem()
                : fetch(run).chain(files -> intake.accept(new JobRequest(run.predictionId(), run.tenant(), null, run.workflow(),
                        new JsonObject(run.inputs().toString()), files, run.priority() == null ? 0 : run.priority(), run.deadline())))
                        .replaceWithVoid()
                        .onFailure(ProblemException.class).recoverWithUni(refused -> refuse(run, (ProblemException) refused)));
    }

    private Uni<Void> refuse(RunPrediction run, ProblemException refused) {
        var failure = refused.type() == ProblemType.WORKFLOW_NOT_FOUND
                ? PredictionFailure.WORKFLOW_NOT_FOUND
                : refused.type() == ProblemType.WORKFLOW_INVALID
                        ? PredictionFailure.WORKFLOW_INVALID
                        : refused.type() == ProblemType.VALIDATION_FAILED
                                ? PredictionFailure.INPUT_INVALID
                                : PredictionFailure.INPUT_FILE_UNAVAILABLE;
        return jobs.refuse(
                new NewJob(run.predictionId(), run.tenant(), null, run.workflow(), new JsonObject(), List.of(), List.of(), 0, null),
                failure.name(), refused.detail());
    }

    private Uni<List<InputContent>> fetch(RunPrediction run) {
        return Multi.createFrom().iterable(run.files()).onItem().transformToUniAndConcatenate(this::fetch)
                .collect().in(ArrayList<InputContent>::new, List::add).map(all -> all);
    }

    private Uni<InputContent> fetch(InputFile file) {
        return http.send(OutboundRequest.get(file.url()), FILES).chain(answer -> {
            if (answer.status() != 200) {
                throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The file of " + file.input() + " answers " + answer.status());
            }
            return content.keep(target -> Uni.createFrom().<Boolean>emitter(emitter -> target.end(answer.body())
                    .onComplete(done -> {
                        if (done.succeeded()) {
                            emitter.complete(true);
                        } else {
                            emitter.fail(done.cause());
                        }
                    })));
        }).map(stored -> {
            var sha256 = stored == null ? "" : stored.sha256();
            if (file.sha256() != null && !file.sha256().toLowerCase(Locale.ROOT).equals(sha256)) {
                throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The file of " + file.input() + " is not the one that was meant");
            }
            return new InputContent(file.input(), Uploads.plain(file.fileName()), sha256, type(file.contentType()));
        });
    }

    private static String type(@Nullable String contentType) {
        return contentType == null ? "application/octet-stream" : contentType;
    }
}
