package io.trestle.e2e.chaos.surface;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nothing waits to be published, to be worked on or to be delivered. */
public final class Leftovers implements Invariant {

    private static final List<String> SCHEMAS = List.of("client_api", "cloudflare_adapter", "comfy_bridge", "compute_gateway",
            "dbc_adapter");
    /** By what is left: rows that say so, each with its id and its state. */
    private static final Map<String, String> WORK = Map.of(
            "request to the tunnel's adapter", "SELECT model_id, kind FROM cloudflare_adapter.tunnel_request WHERE answered_at IS NULL",
            "request for a tunnel", "SELECT model_id, kind || ' ' || state FROM client_api.tunnel_request WHERE state = 'OPEN'",
            "command at the bridge", "SELECT id, attempts FROM comfy_bridge.command",
            "job", "SELECT id, state FROM comfy_bridge.job WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING')",
            "prediction", "SELECT id, state FROM client_api.prediction WHERE state IN ('STARTING', 'PROCESSING')",
            "call to a worker", "SELECT prediction_id, attempts FROM client_api.prediction_call WHERE next_attempt_at IS NOT NULL",
            "webhook to an application", "SELECT id, state FROM client_api.outbound_webhook WHERE state <> 'DELIVERED'",
            "operation on a VM", "SELECT id, state || ' ' || (document -> 'work' ->> 'operation') FROM dbc_adapter.vm"
                    + " WHERE jsonb_typeof(document -> 'work') = 'object'",
            "deployment",
            "SELECT id, state FROM compute_gateway.deployment WHERE state IN ('REQUESTED', 'APPLIED', 'REMOVING', 'FAILING')");

    private final Tables tables;

    public Leftovers(Tables tables) {
        this.tables = tables;
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        for (var schema : SCHEMAS) {
            tables.map("SELECT id, topic || coalesce(', parked: ' || park_reason, '') FROM " + schema + ".outbox")
                    .forEach((id, topic) -> breaches.add("message " + id + " is left in the outbox of " + schema + ": " + topic));
        }
        for (var work : WORK.entrySet()) {
            tables.map(work.getValue()).forEach((id, state) -> breaches.add(work.getKey() + " " + id + " is left: " + state));
        }
        return breaches;
    }
}
