package io.trestle.simulators;

import java.time.DateTimeException;
import java.time.Duration;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** {@code /__sim/…}: what a test in another process does to a simulator. No credentials; the server listens on loopback only. */
public final class ControlSurface {

    private final Journal journal;
    private final FaultScript faults;
    private final SimulatedClock clock;

    public ControlSurface(Journal journal, FaultScript faults, SimulatedClock clock) {
        this.journal = journal;
        this.faults = faults;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.route("/__sim/*").handler(BodyHandler.create(false));
        router.get("/__sim/journal").handler(context -> answer(context, journal.toJson()));
        router.delete("/__sim/journal").handler(context -> {
            journal.clear();
            answer(context, new JsonObject());
        });
        router.get("/__sim/faults").handler(context -> answer(context, faults.toJson()));
        router.post("/__sim/faults").handler(this::addFaults);
        router.delete("/__sim/faults").handler(context -> {
            faults.clear();
            answer(context, faults.toJson());
        });
        router.post("/__sim/clock").handler(this::advanceClock);
    }

    private void addFaults(RoutingContext context) {
        try {
            var body = json(context);
            var added = body instanceof JsonArray all ? all : JsonArray.of(body);
            var parsed = added.stream().map(one -> Fault.fromJson((JsonObject) one)).toList();
            parsed.forEach(faults::add);
            answer(context, faults.toJson());
        } catch (ClassCastException | DateTimeException | IllegalArgumentException e) {
            refuse(context, 400, String.valueOf(e.getMessage()));
        }
    }

    private void advanceClock(RoutingContext context) {
        try {
            clock.advance(Duration.parse(jsonObject(context).getString("advance", "")));
            answer(context, new JsonObject().put("now", clock.instant()));
        } catch (DateTimeException | IllegalArgumentException e) {
            refuse(context, 400, "Expected {\"advance\": \"PT5M\"}: " + e.getMessage());
        }
    }

    /**
     * The body of a request to the control surface.
     *
     * @throws IllegalArgumentException when it is no JSON object
     */
    public static JsonObject jsonObject(RoutingContext context) {
        if (json(context) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private static Object json(RoutingContext context) {
        try {
            var body = context.body().buffer();
            if (body != null) {
                return Json.decodeValue(body);
            }
        } catch (DecodeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("no body");
    }

    /** 200 with JSON. */
    public static void answer(RoutingContext context, Object json) {
        context.response().putHeader("content-type", "application/json").end(Json.encodeToBuffer(json));
    }

    /** {@code {"error": message}} */
    public static void refuse(RoutingContext context, int status, String message) {
        context.response().setStatusCode(status).putHeader("content-type", "application/json")
                .end(new JsonObject().put("error", message).toBuffer());
    }
}
