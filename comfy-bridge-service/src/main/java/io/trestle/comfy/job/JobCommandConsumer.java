package io.trestle.comfy.job;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.smallrye.mutiny.Uni;
import io.trestle.model.Envelope;
import io.trestle.model.Topic;
import io.trestle.model.prediction.PredictionCommand;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.runtime.inbox.Inbox;
import io.trestle.runtime.inbox.PoisonRecordException;

/** {@code prediction.commands.v1} in. Only what nobody can answer is a dead letter; what cannot run gets its PredictionFailed later. */
@ApplicationScoped
class JobCommandConsumer {

    private static final int MAX_ID_LENGTH = 128;

    private final Inbox inbox;
    private final JobCommands commands;
    private final JobStore jobs;

    JobCommandConsumer(Inbox inbox, JobCommands commands, JobStore jobs) {
        this.inbox = inbox;
        this.commands = commands;
        this.jobs = jobs;
    }

    @Incoming("prediction-commands")
    Uni<Void> consume(ConsumerRecord<String, byte[]> record) {
        return inbox.consume(Topic.PREDICTION_COMMANDS, PredictionCommand.class, record, this::accept);
    }

    /** A cancel is a transaction of its own: to cancel twice is to cancel once. */
    private Uni<Void> accept(Envelope<PredictionCommand> envelope) {
        var command = envelope.message();
        var id = command.predictionId();
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH || command.tenant().isEmpty()) {
            throw new PoisonRecordException("The command has no usable predictionId or tenant");
        }
        return command instanceof RunPrediction run ? commands.keep(run) : jobs.cancelOrRemember(id);
    }
}
