package io.trestle.simulators.cloudflare.tunnel;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.SimulatedClock;
import io.trestle.simulators.cloudflare.api.ApiCall;
import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;
import io.trestle.simulators.cloudflare.api.Envelope;
import io.trestle.simulators.cloudflare.api.Operation;
import io.trestle.simulators.cloudflare.api.Page;
import io.trestle.simulators.cloudflare.api.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operations below {@code /accounts/{account_id}/cfd_tunnel}. */
public final class TunnelOperations {

    private static final String ALL = "/accounts/{account_id}/cfd_tunnel";
    private static final String ONE = ALL + "/{tunnel_id}";
    private static final int PAGE = 20;
    private static final int LARGEST_PAGE = 1_000;

    private final Tunnels tunnels;
    private final TunnelView view;
    private final SimulatedClock clock;
    private final boolean credentialsOnCreate;

    public TunnelOperations(Tunnels tunnels, String accountId, SimulatedClock clock, boolean credentialsOnCreate) {
        this.tunnels = tunnels;
        this.view = new TunnelView(accountId);
        this.clock = clock;
        this.credentialsOnCreate = credentialsOnCreate;
    }

    public List<Operation> operations() {
        return List.of(operation("POST", ALL, this::create), operation("GET", ALL, this::list), operation("GET", ONE, this::get),
                operation("PATCH", ONE, this::change), operation("DELETE", ONE, this::delete),
                operation("GET", ONE + "/token", this::token), operation("GET", ONE + "/connections", this::connections),
                operation("DELETE", ONE + "/connections", this::dropConnections),
                operation("GET", ONE + "/configurations", this::configuration),
                operation("PUT", ONE + "/configurations", this::configure));
    }

    private static Operation operation(String method, String template, Function<ApiCall, HttpAnswer> handler) {
        return new Operation(method, template, Scope.TUNNELS, handler);
    }

    private HttpAnswer create(ApiCall call) {
        var body = call.json();
        var source = ConfigSource.of(body.getString("config_src", "local"));
        var tunnel = tunnels.create(body.getString("name", ""), body.getString("tunnel_secret"), source, call.listLag());
        return Envelope.ok(credentialsOnCreate ? view.createdTunnel(tunnel) : view.tunnel(tunnel, List.of()));
    }

    private HttpAnswer list(ApiCall call) {
        var now = clock.instant();
        var found = tunnels.all().stream().flatMap(tunnel -> Stream.ofNullable(tunnel.inLists(now)))
                .filter(TunnelFilter.of(call, tunnel -> tunnels.connectorsOf(tunnel.id()))).toList();
        return Envelope.page(Page.of(found, call, PAGE, LARGEST_PAGE).map(this::shown));
    }

    private HttpAnswer get(ApiCall call) {
        return Envelope.ok(shown(tunnels.get(call.id("tunnel_id"))));
    }

    private HttpAnswer change(ApiCall call) {
        var body = call.json();
        return Envelope.ok(shown(tunnels.change(call.id("tunnel_id"), body.getString("name"), body.getString("tunnel_secret"))));
    }

    private HttpAnswer delete(ApiCall call) {
        var cascade = call.flag("cascade").orElse(false);
        return Envelope.ok(shown(tunnels.delete(call.id("tunnel_id"), cascade, call.listLag())));
    }

    private HttpAnswer token(ApiCall call) {
        return Envelope.ok(view.token(tunnels.getLive(call.id("tunnel_id"))));
    }

    private HttpAnswer connections(ApiCall call) {
        var tunnel = tunnels.get(call.id("tunnel_id"));
        var connectors = tunnels.connectorsOf(tunnel.id()).stream()
                .map(connector -> TunnelView.connector(connector, tunnel.configVersion())).toList();
        return Envelope.ok(new JsonArray(connectors));
    }

    private HttpAnswer dropConnections(ApiCall call) {
        tunnels.dropConnections(call.id("tunnel_id"), call.parameter("client_id").orElse(null));
        return Envelope.ok(null);
    }

    private HttpAnswer configuration(ApiCall call) {
        return Envelope.ok(view.configuration(remotelyConfigured(call)));
    }

    private HttpAnswer configure(ApiCall call) {
        var tunnel = remotelyConfigured(call);
        var config = Optional.ofNullable(call.json().getJsonObject("config")).orElseGet(JsonObject::new);
        IngressRules.check(config);
        return Envelope.ok(view.configuration(tunnels.configure(tunnel.id(), config)));
    }

    private Tunnel remotelyConfigured(ApiCall call) {
        var tunnel = tunnels.getLive(call.id("tunnel_id"));
        if (tunnel.configSource() == ConfigSource.LOCAL) {
            throw new ApiFailure(404, ApiError.of(1055, "Configuration for tunnel not found"));
        }
        return tunnel;
    }

    private JsonObject shown(Tunnel tunnel) {
        return view.tunnel(tunnel, tunnels.connectorsOf(tunnel.id()));
    }
}
