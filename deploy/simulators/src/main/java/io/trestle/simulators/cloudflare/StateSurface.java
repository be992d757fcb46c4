package io.trestle.simulators.cloudflare;

import io.trestle.simulators.ControlSurface;
import io.trestle.simulators.Persistence;
import io.trestle.simulators.cloudflare.tunnel.ConnectorRefusedException;
import io.trestle.simulators.cloudflare.tunnel.NewConnector;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /__sim/state} and {@code /__sim/connectors}: the account's state for tests in another process. */
final class StateSurface {

    private final CloudflareState state;
    private final Persistence persistence;

    StateSurface(CloudflareState state, Persistence persistence) {
        this.state = state;
        this.persistence = persistence;
    }

    /** Behind the body handler of the control surface. */
    void mount(Router router) {
        router.get("/__sim/state").handler(context -> ControlSurface.answer(context, state.snapshot()));
        router.delete("/__sim/state").handler(context -> {
            state.reset();
            settled(context, state.snapshot());
        });
        router.post("/__sim/connectors").handler(this::attach);
        router.delete("/__sim/connectors/:clientId").handler(context -> {
            state.detachConnector(context.pathParam("clientId"));
            settled(context, new JsonObject());
        });
    }

    private void attach(RoutingContext context) {
        try {
            var wanted = NewConnector.fromJson(ControlSurface.jsonObject(context));
            settled(context, state.attachConnector(wanted));
        } catch (ConnectorRefusedException e) {
            ControlSurface.refuse(context, 401, String.valueOf(e.getMessage()));
        } catch (ClassCastException | IllegalArgumentException e) {
            ControlSurface.refuse(context, 400, String.valueOf(e.getMessage()));
        }
    }

    private void settled(RoutingContext context, Object json) {
        persistence.settled().onSuccess(done -> ControlSurface.answer(context, json)).onFailure(context::fail);
    }
}
