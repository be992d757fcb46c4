package io.trestle.clientapi.prediction;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.dispatch.WorkerCalls;
import io.trestle.clientapi.idempotency.Idempotency;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.clientapi.registration.ModelDirectory;
import io.trestle.model.prediction.PredictionQueued;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbox.Outbox;
import io.trestle.runtime.problem.ProblemException;

/** Makes a prediction: the row first, and with it what makes it run, in one transaction. */
@ApplicationScoped
class PredictionCreation {

    private final ModelDirectory models;
    private final PredictionRepository predictions;
    private final WorkerCalls calls;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final NewPredictions fresh;
    private final WebhookAddress webhooks;

    PredictionCreation(ModelDirectory models, PredictionRepository predictions, WorkerCalls calls, Outbox outbox, Idempotency idempotency,
            NewPredictions fresh, WebhookAddress webhooks) {
        this.models = models;
        this.predictions = predictions;
        this.calls = calls;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.fresh = fresh;
        this.webhooks = webhooks;
    }

    /** @return the id; fails with {@code NOT_FOUND}, {@code MODEL_NOT_RUNNABLE}, {@code PREDICTION_INPUT_INVALID} or {@code ADDRESS_REFUSED} */
    Uni<String> create(String tenant, PredictionRequest request, @Nullable String traceparent, @Nullable IdempotencyKey key) {
        return webhooks.check(request.webhook())
                .chain(() -> Panache.withTransaction(() -> idempotency.once(key, () -> models.find(tenant, request.model())
                        .chain(model -> store(tenant, model, request, traceparent)))));
    }

    private Uni<String> store(String tenant, ModelDirectory.Entry model, PredictionRequest request, @Nullable String traceparent) {
        var input = InputCheck.checked(model.signature(), request.input());
        var prediction = fresh.make(tenant, model, request, input);
        prediction.traceparent = traceparent;
        var workflow = WorkflowBinding.of(model.document());
        if (workflow == null) {
            refuseWithoutTunnel(model);
            prediction.backend = model.tunnel().hostname();
            return predictions.persist(prediction)
                    .chain(() -> calls.request(prediction.id))
                    .chain(() -> outbox.append(new PredictionQueued(prediction.id, tenant, PredictionRunner.WORKER, model.id(), null, null,
                            prediction.createdAt)))
                    .replaceWith(prediction.id);
        }
        var command = workflow.command(prediction.id, tenant, model.signature(), input);
        prediction.runner = PredictionRunner.COMFYUI;
        prediction.workflow = workflow.alias();
        return predictions.persist(prediction).chain(() -> outbox.append(command)).replaceWith(prediction.id);
    }

    private static void refuseWithoutTunnel(ModelDirectory.Entry model) {
        if (model.tunnel().needsProvisioning() || model.tunnel().hostname() == null) {
            throw new ProblemException(ProblemType.MODEL_NOT_RUNNABLE,
                    "The model's tunnel is " + model.tunnel().status().json() + ", and it is bound to no workflow")
                    .with("status", model.tunnel().status().json());
        }
    }
}
