package io.trestle.simulators.cloudflare.dns;

import java.util.List;
import java.util.function.Function;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.cloudflare.api.ApiCall;
import io.trestle.simulators.cloudflare.api.ApiFailure;
import io.trestle.simulators.cloudflare.api.Envelope;
import io.trestle.simulators.cloudflare.api.Operation;
import io.trestle.simulators.cloudflare.api.Page;
import io.trestle.simulators.cloudflare.api.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operations below {@code /zones/{zone_id}/dns_records}. */
public final class DnsOperations {

    private static final String ALL = "/zones/{zone_id}/dns_records";
    private static final String ONE = ALL + "/{dns_record_id}";
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 5_000_000;

    private final DnsZone zone;

    public DnsOperations(DnsZone zone) {
        this.zone = zone;
    }

    public List<Operation> operations() {
        return List.of(operation("POST", ALL, this::create), operation("GET", ALL, this::list),
                operation("POST", ALL + "/batch", this::batch),
                operation("GET", ONE, this::get), operation("PUT", ONE, this::overwrite), operation("PATCH", ONE, this::patch),
                operation("DELETE", ONE, this::delete));
    }

    private static Operation operation(String method, String template, Function<ApiCall, HttpAnswer> handler) {
        return new Operation(method, template, Scope.DNS, handler);
    }

    private HttpAnswer create(ApiCall call) {
        return Envelope.ok(view(zone.create(call.json(), call.listLag())));
    }

    private HttpAnswer list(ApiCall call) {
        var found = zone.listed().stream().filter(DnsFilter.of(call)).sorted(DnsFilter.order(call)).toList();
        return Envelope.page(Page.of(found, call, PAGE, LARGEST_PAGE).map(DnsOperations::view));
    }

    private HttpAnswer get(ApiCall call) {
        return Envelope.ok(view(zone.get(call.id("dns_record_id"))));
    }

    private HttpAnswer overwrite(ApiCall call) {
        return Envelope.ok(view(zone.overwrite(call.id("dns_record_id"), call.json())));
    }

    private HttpAnswer patch(ApiCall call) {
        return Envelope.ok(view(zone.patch(call.id("dns_record_id"), call.json())));
    }

    private HttpAnswer delete(ApiCall call) {
        return Envelope.ok(new JsonObject().put("id", zone.delete(call.id("dns_record_id"), call.listLag()).id()));
    }

    /** The API executes in this order, whatever the order in the request. */
    private HttpAnswer batch(ApiCall call) {
        var body = call.json();
        return Envelope.ok(zone.inOneTransaction(() -> new JsonObject()
                .put("deletes", each(body, "deletes", one -> zone.delete(one.getString("id", ""), call.listLag())))
                .put("patches", each(body, "patches", one -> zone.patch(one.getString("id", ""), one)))
                .put("puts", each(body, "puts", one -> zone.overwrite(one.getString("id", ""), one)))
                .put("posts", each(body, "posts", one -> zone.create(one, call.listLag())))));
    }

    private static JsonArray each(JsonObject batch, String member, Function<JsonObject, DnsRecord> change) {
        var changes = batch.getJsonArray(member, new JsonArray());
        var changed = new JsonArray();
        for (var i = 0; i < changes.size(); i++) {
            try {
                changed.add(view(change.apply(changes.getJsonObject(i))));
            } catch (ApiFailure failure) {
                throw failure.at("/" + member + "/" + i);
            }
        }
        return changed;
    }

    private static JsonObject view(DnsRecord one) {
        var json = new JsonObject().put("id", one.id()).put("name", one.name()).put("type", one.type()).put("content", one.content())
                .put("proxiable", DnsRules.isProxiable(one.type())).put("proxied", one.proxied()).put("ttl", one.ttl())
                .put("settings", new JsonObject()).put("meta", new JsonObject()).put("comment", one.comment())
                .put("tags", new JsonArray(one.tags())).put("created_on", one.createdOn()).put("modified_on", one.modifiedOn());
        return one.priority() == null ? json : json.put("priority", one.priority());
    }
}
