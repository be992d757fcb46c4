package io.trestle.simulators.cloudflare.dns;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.cloudflare.api.ApiCall;
import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;
import io.trestle.simulators.cloudflare.api.Envelope;
import io.trestle.simulators.cloudflare.api.Operation;
import io.trestle.simulators.cloudflare.api.Scope;
import io.vertx.core.json.JsonObject;

/** {@code PUT /zones/{zone_id}/tunnels/{tunnel_id}/routes}, by which {@code cloudflared tunnel route dns} leads a host name to a tunnel. */
public final class RouteOperations {

    private final DnsZone zone;
    private final Predicate<String> isLiveTunnel;

    public RouteOperations(DnsZone zone, Predicate<String> isLiveTunnel) {
        this.zone = zone;
        this.isLiveTunnel = isLiveTunnel;
    }

    public List<Operation> operations() {
        return List.of(new Operation("PUT", "/zones/{zone_id}/tunnels/{tunnel_id}/routes", Scope.DNS, this::route));
    }

    private HttpAnswer route(ApiCall call) {
        var tunnelId = call.id("tunnel_id");
        if (!isLiveTunnel.test(tunnelId)) {
            throw new ApiFailure(404, ApiError.of(1002, "Tunnel not found"));
        }
        var body = call.json();
        var wanted = new JsonObject().put("type", "CNAME").put("name", body.getString("user_hostname", ""))
                .put("content", tunnelId + ".cfargotunnel.com").put("proxied", true);
        return Envelope.ok(zone.inOneTransaction(() -> lead(wanted, body.getBoolean("overwrite_existing", false), call.listLag())));
    }

    private JsonObject lead(JsonObject wanted, boolean overwrite, Duration listLag) {
        var present = zone.leadingFrom(wanted.getString("name"));
        if (present.isEmpty()) {
            return outcome("new", zone.create(wanted, listLag));
        }
        if (present.get(0).content().equals(wanted.getString("content"))) {
            return outcome("unchanged", present.get(0));
        }
        if (!overwrite) {
            throw new ApiFailure(400, ApiError.of(1003, "An A, AAAA, or CNAME record with that host already exists."));
        }
        present.forEach(other -> zone.delete(other.id(), Duration.ZERO));
        return outcome("updated", zone.create(wanted, listLag));
    }

    private static JsonObject outcome(String change, DnsRecord leading) {
        return new JsonObject().put("cname", change).put("name", leading.name());
    }
}
