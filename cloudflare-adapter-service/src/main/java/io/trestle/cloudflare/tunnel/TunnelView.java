package io.trestle.cloudflare.tunnel;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.trestle.cloudflare.ingress.IngressRule;
import io.trestle.cloudflare.ingress.IngressRules;
import io.trestle.cloudflare.saga.TunnelState.Absent;
import io.trestle.cloudflare.saga.TunnelState.Provisioned;

/**
 * A tunnel as its owner sees it. Never a secret.
 *
 * @param status {@code provisioning}, {@code repairing}, {@code rotating}, {@code deprovisioning}, {@code pooling} (made ahead) while that is asked for; else {@code provisioned},
 *     {@code pooled} (stands, and is nobody's yet), {@code absent}, or {@code failed}: what was asked last cannot be had, {@code lastError} says why
 * @param tenant absent while it is nobody's
 * @param step what is done next at Cloudflare, or where it stopped
 * @param generation the life of the tunnel, from 1
 * @param rotation how often its secret was rotated in this life
 * @param lastError what stands, or stood, in the way; absent once all is well
 * @param ingress the rules of the worker's cloudflared configuration
 * @param history the latest steps, newest first; only for a single tunnel
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TunnelView(String modelId, @Nullable String tenant, String status, String step, String hostname, @Nullable String service,
        @Nullable String tunnelId, int generation, int rotation, @Nullable String lastError, @Nullable Instant lastErrorAt,
        @Nullable String health, @Nullable Integer connectors, @Nullable Boolean suspicious, @Nullable Instant healthAt,
        @Nullable String drift, @Nullable List<IngressRule> ingress, Instant createdAt, Instant updatedAt, @Nullable List<Step> history) {

    /**
     * @param step the state whose step was taken
     * @param outcome {@code DONE}, {@code DIFFERS} (what stands is not what was written), or a failure's code
     * @param attempt which attempt it was, from 1
     */
    record Step(Instant at, String requestId, String step, String outcome, String detail, int attempt) {

        static Step of(TunnelStepEntity line) {
            return new Step(line.at, line.requestId, line.step, line.outcome, line.detail, line.attempt);
        }
    }

    /**
     * @param after the last model id of this page, to ask for the next one with; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<TunnelView> tunnels, @Nullable String after) {
    }

    static TunnelView of(TunnelEntity tunnel, @Nullable RequestKind asked, @Nullable List<TunnelStepEntity> history) {
        return new TunnelView(tunnel.modelId, tunnel.isNobodys() ? null : tunnel.tenant, status(tunnel, asked), tunnel.storedState.name(),
                tunnel.hostname,
                tunnel.service,
                tunnel.tunnelId, tunnel.generation, tunnel.rotation, tunnel.lastError, tunnel.lastErrorAt, tunnel.health, tunnel.connectors,
                tunnel.suspicious, tunnel.healthAt, tunnel.drift,
                tunnel.service == null ? null : IngressRules.forModel(tunnel.hostname, tunnel.service), tunnel.createdAt, tunnel.updatedAt,
                history == null ? null : history.stream().map(Step::of).toList());
    }

    private static String status(TunnelEntity tunnel, @Nullable RequestKind asked) {
        if (asked != null) {
            return switch (asked) {
                case PROVISION -> "provisioning";
                case REPAIR -> "repairing";
                case ROTATE -> "rotating";
                case DEPROVISION -> "deprovisioning";
                case POOL -> "pooling";
            };
        }
        var state = tunnel.state();
        if (state instanceof Provisioned) {
            return tunnel.isNobodys() ? "pooled" : "provisioned";
        }
        return state instanceof Absent && tunnel.lastError == null ? "absent" : "failed";
    }
}
