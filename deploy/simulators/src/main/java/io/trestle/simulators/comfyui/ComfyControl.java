package io.trestle.simulators.comfyui;

import java.time.Duration;

import io.trestle.simulators.ControlSurface;
import io.trestle.simulators.comfyui.run.RunFault;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What is scripted for ComfyUI alone, below {@code /__sim/}. */
final class ComfyControl {

    private final ComfySimulator simulator;

    ComfyControl(ComfySimulator simulator) {
        this.simulator = simulator;
    }

    void mount(Router router) {
        router.get("/__sim/run-faults").handler(context -> ControlSurface.answer(context, simulator.runFaults().toJson()));
        router.post("/__sim/run-faults").handler(context -> reading(context, () -> {
            simulator.runFaults().add(RunFault.fromJson(ControlSurface.jsonObject(context)));
            ControlSurface.answer(context, simulator.runFaults().toJson());
        }));
        router.delete("/__sim/run-faults").handler(context -> {
            simulator.runFaults().clear();
            ControlSurface.answer(context, simulator.runFaults().toJson());
        });
        router.post("/__sim/kill").handler(context -> reading(context, () -> {
            var away = Duration.parse(ControlSurface.jsonObject(context).getString("downFor", "PT0S"));
            ControlSurface.answer(context, new JsonObject());
            simulator.killNow(away);
        }));
        router.get("/__sim/files").handler(context -> ControlSurface.answer(context, simulator.files().keys("")));
    }

    private static void reading(RoutingContext context, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException | java.time.DateTimeException | ClassCastException e) {
            ControlSurface.refuse(context, 400, String.valueOf(e.getMessage()));
        }
    }
}
