package io.trestle.clientapi.prediction;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.restassured.RestAssured;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.TunnelEventMother;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.simulators.cog.CogSimulator;
import io.trestle.simulators.cog.CogSimulatorConfig;
import io.trestle.simulators.cog.Generation;
import io.trestle.simulators.cog.Scenario;
import io.vertx.core.json.JsonObject;

/** A simulated worker with a model whose tunnel leads to it. */
public final class Worker implements AutoCloseable {

    public static final String PREDICTIONS = "/pc/client-api/predictions";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    public final CogSimulator simulator;
    public final String model;

    private Worker(CogSimulator simulator, String model) {
        this.simulator = simulator;
        this.model = model;
    }

    /** @param speed how many times faster than real time its timers run */
    public static Worker start(Generation generation, double speed, ObjectNode signature) {
        var simulator = CogSimulator.start(CogSimulatorConfig.defaults().withGeneration(generation).withSpeed(speed)
                .withApiKey(ServiceUnderTest.LOCAL_KEY).withUploadUrl("http://127.0.0.1:" + RestAssured.port + "/pc/client-api/upload"));
        return new Worker(simulator, registered(simulator.baseUrl().substring("http://".length()), signature));
    }

    public static Worker start() {
        return start(Generation.PYTHON, 20, signature());
    }

    /** @return the id of a model whose tunnel leads to the address */
    public static String registered(String address, ObjectNode signature) {
        var adapter = AdapterSide.shared();
        adapter.on(ProvisionTunnel.class, it -> List.of(new TunnelProvisioned(it.modelId(), it.tenant(), it.requestId(), it.generation(),
                TunnelEventMother.tunnelId(it.modelId()), address, it.service(),
                TunnelEventMother.encrypted(it.modelId(), "first", it.recipientKey()))));
        try {
            return Api.local().registered(signature);
        } finally {
            adapter.answerNormally();
        }
    }

    public static ObjectNode signature() {
        return SignatureMother.document("""
                {"name":"prompt","type":"str","validation":{}},
                {"name":"steps","type":"int","validation":{"default":"20","ge":"1","le":"100"}},
                {"name":"token","type":"Optional[Secret]","validation":{"default":"None"}}""", "list[str]");
    }

    public JsonObject request() {
        return new JsonObject().put("model", model).put("input", new JsonObject().put("prompt", "a lighthouse"));
    }

    /** @return the id of a new prediction that goes as the scenario says */
    public String predict(Scenario scenario) {
        simulator.next(scenario);
        return predict();
    }

    public String predict() {
        return Api.local().call().body(request().encode()).post(PREDICTIONS).then().statusCode(201).extract().jsonPath().getString("id");
    }

    public static JsonObject show(String id) {
        return new JsonObject(Api.local().call().get(PREDICTIONS + "/" + id).then().statusCode(200).extract().asString());
    }

    /** @return the prediction, when its status is one of these */
    public static JsonObject await(String id, String... statuses) {
        return Awaitility.await().atMost(PATIENCE).until(() -> show(id),
                prediction -> List.of(statuses).contains(prediction.getString("status")));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
