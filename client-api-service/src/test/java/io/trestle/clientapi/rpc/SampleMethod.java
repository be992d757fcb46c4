package io.trestle.clientapi.rpc;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.rpc.RpcCall.Callback;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Counts, and does what a test says at the end. */
@ApplicationScoped
class SampleMethod implements RpcMethod {

    private static final JsonNode PARAMETERS = RpcMethod.schema("""
            {"type":"object","properties":{"steps":{"type":"integer","minimum":0},"end":{"enum":["finish","refuse","break","hang"]}}}""");

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public String description() {
        return "Counts";
    }

    @Override
    public List<String> callbacks() {
        return List.of("step");
    }

    @Override
    public JsonNode parameters() {
        return PARAMETERS;
    }

    @Override
    public String startMessage() {
        return "Counting started";
    }

    @Override
    public Uni<ObjectNode> run(RpcCall call) {
        var reached = call.checkpoint();
        var first = reached == null ? 1 : reached.intValue() + 1;
        return Multi.createFrom().range(first, call.parameters().path("steps").intValue() + 1)
                .onItem().transformToUniAndConcatenate(step -> Uni.createFrom().nullItem().onItem().delayIt().by(Duration.ofMillis(2))
                        .chain(() -> call.send(List.of(new Callback("step", JsonNodeFactory.instance.numberNode(step))),
                                JsonNodeFactory.instance.numberNode(step))))
                .collect().last()
                .chain(() -> end(call.parameters().path("end").asText("finish")));
    }

    private static Uni<ObjectNode> end(String how) {
        return switch (how) {
            case "refuse" -> Uni.createFrom().failure(new ProblemException(ProblemType.CONFLICT, "It is refused").with("why", "test"));
            case "break" -> Uni.createFrom().failure(new IllegalStateException("secret detail"));
            case "hang" -> Uni.createFrom().nothing();
            default -> Uni.createFrom().item(JsonNodeFactory.instance.objectNode().put("done", true));
        };
    }
}
