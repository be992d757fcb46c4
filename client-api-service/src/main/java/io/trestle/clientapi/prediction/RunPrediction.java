package io.trestle.clientapi.prediction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.clientapi.ledger.PredictionChanges;
import io.trestle.clientapi.ledger.PredictionDocuments;
import io.trestle.clientapi.rpc.RpcCall;
import io.trestle.clientapi.rpc.RpcCall.Callback;
import io.trestle.clientapi.rpc.RpcMethod;
import io.trestle.clientapi.stream.EventRows;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.notify.Notifications;
import io.trestle.runtime.problem.ProblemException;

/**
 * {@code run_prediction}: what {@code POST /predictions} does, with the events of its stream as callbacks. The checkpoint is the prediction
 * and the last event that was told, so a replica that takes over tells of none twice. Cancelling the call cancels the prediction.
 */
@ApplicationScoped
class RunPrediction implements RpcMethod {

    private static final JsonNode PARAMETERS = RpcMethod.schema("""
            {"type":"object","required":["model"],"properties":{
              "model":{"type":"string","minLength":1},"input":{"type":"object"},
              "webhook":{"type":["string","null"]},"webhook_events_filter":{"type":["array","null"]}}}""");

    private final PredictionRequestReader reader;
    private final PredictionCreation creation;
    private final PredictionCancellation cancellation;
    private final PredictionDocuments documents;
    private final EventRows events;
    private final Notifications notifications;
    private final ObjectMapper mapper;
    private final PredictionConfig config;

    RunPrediction(PredictionRequestReader reader, PredictionCreation creation, PredictionCancellation cancellation,
            PredictionDocuments documents, EventRows events, Notifications notifications, ObjectMapper mapper, PredictionConfig config) {
        this.reader = reader;
        this.creation = creation;
        this.cancellation = cancellation;
        this.documents = documents;
        this.events = events;
        this.notifications = notifications;
        this.mapper = mapper;
        this.config = config;
    }

    @Override
    public String name() {
        return "run_prediction";
    }

    @Override
    public String description() {
        return "Runs a prediction and tells of its events; finishes with the whole prediction, whose error is the call's";
    }

    @Override
    public List<String> callbacks() {
        return List.of("status", "progress", "preview", "output", "logs", "lost", "conflict");
    }

    @Override
    public JsonNode parameters() {
        return PARAMETERS;
    }

    @Override
    public String startMessage() {
        return "Prediction started";
    }

    @Override
    public Uni<Void> check(Caller caller, JsonNode parameters) {
        return Uni.createFrom().item(() -> request(parameters)).replaceWithVoid();
    }

    @Override
    public Uni<ObjectNode> run(RpcCall call) {
        return prediction(call).chain(id -> follow(call, id)
                .chain(() -> documents.find(id).map(PredictionDocuments.Found::document)))
                .map(RunPrediction::finished);
    }

    @Override
    public Uni<Void> cancelled(RpcCall call) {
        return prediction(call).chain(id -> cancellation.cancel(call.caller().tenant(), id))
                .onFailure(RunPrediction::hasEnded).recoverWithNull();
    }

    private static boolean hasEnded(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.PREDICTION_ENDED;
    }

    /** A prediction that failed is a call that failed: the frame's error says so. */
    private static ObjectNode finished(ObjectNode prediction) {
        var status = prediction.path("status").asText();
        if (!status.equals("succeeded")) {
            throw new ProblemException(ProblemType.PREDICTION_FAILED, prediction.path("error").asText("The prediction is " + status))
                    .with("id", prediction.path("id").asText()).with("status", status);
        }
        return prediction.without("error");
    }

    private Uni<String> prediction(RpcCall call) {
        var reached = call.checkpoint();
        if (reached != null) {
            return Uni.createFrom().item(reached.path("id").textValue());
        }
        var tenant = call.caller().tenant();
        var request = request(call.parameters());
        var key = IdempotencyKey.of(tenant, "rpc-" + call.id(), "RPC " + name(), request.json());
        return creation.create(tenant, request, null, key)
                .call(id -> call.send(List.of(), checkpoint(id, 0)));
    }

    /** Completes behind the prediction's last event. */
    private Uni<Boolean> follow(RpcCall call, String id) {
        var notified = notifications.on(PredictionChanges.CHANNEL).filter(changed -> changed.isEmpty() || changed.equals(id));
        var ticks = Multi.createFrom().ticks().every(config.poll()).map(tick -> "");
        return Multi.createBy().merging().streams(notified, ticks).onOverflow().dropPreviousItems()
                .onItem().transformToUniAndConcatenate(reason -> tell(call, id))
                .select().where(Boolean::booleanValue)
                .toUni();
    }

    /** @return whether the last event was among them */
    private Uni<Boolean> tell(RpcCall call, String id) {
        var reached = call.checkpoint();
        var seen = reached == null ? 0 : reached.path("seq").intValue();
        return events.after(id, seen).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(false);
            }
            var callbacks = new ArrayList<Callback>();
            found.stream().filter(event -> callbacks().contains(event.type()))
                    .forEach(event -> callbacks.add(new Callback(event.type(), json(event.data()))));
            var last = found.get(found.size() - 1);
            return call.send(callbacks, checkpoint(id, last.seq()))
                    .replaceWith(found.stream().anyMatch(EventRows.Event::last));
        });
    }

    private static JsonNode checkpoint(String id, int seq) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("seq", seq);
    }

    private PredictionRequest request(JsonNode parameters) {
        return reader.read(parameters.toString().getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode json(String stored) {
        try {
            return mapper.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored event is not JSON", e);
        }
    }
}
