package io.trestle.simulators.dbc;

import java.time.DateTimeException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.simulators.ControlSurface;
import io.trestle.simulators.Persistence;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /__sim/nodes…}: the state of the GPU nodes, and the faults between them and the client node. */
final class NodeControl {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world;
    private final NodeFaults faults;
    private final Persistence persistence;

    NodeControl(World world, NodeFaults faults, Persistence persistence) {
        this.world = world;
        this.faults = faults;
        this.persistence = persistence;
    }

    /** Behind the body handler that the shared control surface mounts for {@code /__sim/*}. */
    void mount(Router router) {
        router.get("/__sim/nodes").handler(context -> {
            world.nodes();
            ControlSurface.answer(context, new JsonObject(world.encode()));
        });
        router.post("/__sim/nodes/faults").handler(this::addFault);
        router.delete("/__sim/nodes/faults").handler(context -> {
            faults.clear();
            ControlSurface.answer(context, new JsonObject());
        });
        router.post("/__sim/nodes/:node").handler(this::change);
    }

    private void addFault(RoutingContext context) {
        try {
            faults.add(NodeFault.fromJson(JSON.readTree(context.body().asString())));
            ControlSurface.answer(context, new JsonObject());
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            ControlSurface.refuse(context, 400, String.valueOf(e.getMessage()));
        }
    }

    /** {@code {"offline": true, "machineStatus": "online"}}, either member optional. */
    private void change(RoutingContext context) {
        synchronized (world) {
            var node = world.node(context.pathParam("node"));
            if (node == null) {
                ControlSurface.refuse(context, 404, "no such node");
                return;
            }
            var wanted = context.body().asJsonObject();
            node.state().offline = wanted.getBoolean("offline", node.state().offline);
            node.state().machineStatus = wanted.getString("machineStatus", node.state().machineStatus);
        }
        persistence.changed();
        persistence.settled().onSuccess(done -> ControlSurface.answer(context, new JsonObject())).onFailure(context::fail);
    }
}
