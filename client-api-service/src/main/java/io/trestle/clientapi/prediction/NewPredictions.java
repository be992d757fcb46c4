package io.trestle.clientapi.prediction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.ledger.PredictionState;
import io.trestle.clientapi.registration.ModelDirectory;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.runtime.secret.SecretBox;

/** What a prediction is at its beginning. */
@ApplicationScoped
class NewPredictions {

    /** A week; in seconds. */
    private static final int LONGEST_SILENCE = 7 * 24 * 3600;

    private final SecretBox secrets;
    private final PredictionConfig config;
    private final PredictionIds ids;
    private final Clock clock;

    NewPredictions(SecretBox secrets, PredictionConfig config, PredictionIds ids, Clock clock) {
        this.secrets = secrets;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** A prediction of a worker, that waits. A secret input is masked where it can be seen, and sealed beside that. */
    PredictionEntity make(String tenant, ModelDirectory.Entry model, PredictionRequest request, ObjectNode input) {
        var prediction = new PredictionEntity();
        prediction.id = ids.next();
        prediction.tenant = tenant;
        prediction.modelId = model.id();
        prediction.modelVersion = model.version();
        prediction.runner = PredictionRunner.WORKER;
        prediction.state = PredictionState.STARTING;
        prediction.webhook = request.webhook();
        prediction.webhookEvents = request.webhookEvents() == null ? null : String.join(",", request.webhookEvents());
        prediction.createdAt = clock.instant();
        prediction.heardAt = prediction.createdAt;
        prediction.silenceSeconds = silence(model);
        var masked = InputCheck.masked(model.signature(), input);
        prediction.input = masked.toString();
        if (masked != input) {
            var sealed = secrets.seal(prediction.id, input.toString().getBytes(UTF_8));
            prediction.sealedInputKeyId = sealed.keyId();
            prediction.sealedInput = sealed.bytes();
        }
        return prediction;
    }

    private int silence(ModelDirectory.Entry model) {
        var declared = model.document().path("silence_limit");
        var seconds = declared.isNumber() ? declared.intValue() : (int) config.silenceLimit().toSeconds();
        return Math.max(1, Math.min(LONGEST_SILENCE, seconds));
    }
}
