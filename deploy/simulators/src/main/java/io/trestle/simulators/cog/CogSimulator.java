package io.trestle.simulators.cog;

import java.time.Clock;
import java.util.List;

import io.trestle.simulators.ControlSurface;
import io.trestle.simulators.FaultGate;
import io.trestle.simulators.FaultScript;
import io.trestle.simulators.Journal;
import io.trestle.simulators.SimulatedClock;
import io.trestle.simulators.SimulatorServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** A running worker. What a test does to it, it does here; what a test in another process does, under {@code /__sim/}. */
public final class CogSimulator implements AutoCloseable {

    private static final int JOURNAL = 5_000;
    /** coglet's limit for bodies. */
    private static final int MOST_BYTES = 100 * 1024 * 1024;

    private final SimulatorServer server = new SimulatorServer();
    private final SimulatedClock clock = new SimulatedClock(Clock.systemUTC());
    private final FaultScript faults = new FaultScript();
    private final Journal journal = new Journal(JOURNAL);
    private final CogSender sender;
    private final CogApi api;

    private CogSimulator(CogSimulatorConfig config) {
        sender = new CogSender(server.vertx(), config);
        api = new CogApi(sender, config, clock);
        var router = Router.router(server.vertx());
        new ControlSurface(journal, faults, clock).mount(router);
        router.post("/__sim/scenario").handler(this::scenario);
        router.get("/__sim/sent").handler(context -> ControlSurface.answer(context, sentJson()));
        router.route().handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES));
        router.route().handler(new FaultGate(server.vertx(), api, faults, journal, clock));
        try {
            server.listen(config.port(), router);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    public static CogSimulator start(CogSimulatorConfig config) {
        return new CogSimulator(config);
    }

    /** {@code http://127.0.0.1:port} */
    public String baseUrl() {
        return server.origin();
    }

    /** What happens to every prediction from now on. */
    public void scenario(Scenario scenario) {
        api.always(scenario);
    }

    /** What happens to the next prediction, after those that were announced before. */
    public void next(Scenario scenario) {
        api.once(scenario);
    }

    /** Ids of the predictions that were begun; one that was run twice is there twice. */
    public List<String> runs() {
        return api.runs();
    }

    /** Webhooks and uploads that left the worker, repetitions included. */
    public List<SentRequest> sent() {
        return sender.sent();
    }

    /** Faults of the worker's own HTTP side. */
    public FaultScript faults() {
        return faults;
    }

    public Journal journal() {
        return journal;
    }

    @Override
    public void close() {
        server.close();
    }

    private void scenario(RoutingContext context) {
        try {
            var body = ControlSurface.jsonObject(context);
            var scenario = Scenario.valueOf(body.getString("scenario", ""));
            if (body.getBoolean("once", false)) {
                next(scenario);
            } else {
                scenario(scenario);
            }
            ControlSurface.answer(context, new JsonObject().put("scenario", scenario.name()));
        } catch (ClassCastException | IllegalArgumentException e) {
            ControlSurface.refuse(context, 400, "Expected {\"scenario\": \"FAILED\", \"once\": true}: " + e.getMessage());
        }
    }

    private JsonArray sentJson() {
        var all = new JsonArray();
        sent().forEach(one -> all.add(new JsonObject().put("method", one.method()).put("url", one.url()).put("body", one.body())
                .put("status", one.status())));
        return all;
    }
}
