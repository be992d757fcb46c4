package io.trestle.cloudflare.sweep;

import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.tunnel.TunnelObservations;
import io.trestle.runtime.identity.CurrentCaller;

/** What the last drift sweep found. A tenant sees its own, an operator all. */
@Path("/tunnels/drift")
@Tag(name = "Tunnels")
class DriftResource {

    /**
     * @param drifted tunnels that are not as they were provisioned
     * @param strays tunnels and records of ours that belong to no tunnel of the table
     */
    record Drift(List<Drifted> drifted, List<Stray> strays) {
    }

    /** @param detail what was expected, what was found */
    record Drifted(String modelId, String hostname, String detail) {
    }

    private final TunnelObservations observations;
    private final StrayStore strays;
    private final CurrentCaller caller;

    DriftResource(TunnelObservations observations, StrayStore strays, CurrentCaller caller) {
        this.observations = observations;
        this.strays = strays;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "What stands at Cloudflare and should not, and what should and does not")
    public Uni<Drift> get() {
        var who = caller.get();
        return observations.all()
                .map(known -> known.stream().filter(tunnel -> who.isOperator() || who.tenant().equals(tunnel.tenant()))
                        .flatMap(tunnel -> tunnel.drift() == null
                                ? Stream.empty()
                                : Stream.of(new Drifted(tunnel.modelId(), tunnel.hostname(), tunnel.drift())))
                        .toList())
                .chain(drifted -> strays.list(who.isOperator() ? null : who.tenant()).map(found -> new Drift(drifted, found)));
    }
}
