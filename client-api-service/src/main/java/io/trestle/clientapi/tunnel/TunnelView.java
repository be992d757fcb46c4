package io.trestle.clientapi.tunnel;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A tunnel as other features and clients may see it.
 *
 * @param requestId the latest request
 * @param error the last failure; kept after a later success
 * @param health what Cloudflare said of the worker's connectors, if anything
 * @param drift what stands at Cloudflare otherwise than it was provisioned
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TunnelView(@JsonIgnore String modelId, @JsonIgnore UUID requestId, TunnelStatus status, int generation, String service,
        @Nullable String tunnelId, @Nullable String hostname, @Nullable Failure error, @Nullable Health health, @Nullable String drift) {

    /** @param reason a stable code in lower case, for example {@code hostname_taken} */
    public record Failure(String reason, String detail, Instant at) {
    }

    /**
     * @param state inactive, degraded, healthy or down
     * @param connectors cloudflared processes that are attached
     * @param suspicious whether a connector came from a new address beside another one: perhaps a stolen token
     */
    public record Health(String state, int connectors, boolean suspicious, Instant at) {
    }

    /** Whether there is no tunnel, nor one on its way. */
    public boolean needsProvisioning() {
        return status == TunnelStatus.FAILED || status == TunnelStatus.DELETED;
    }

    static TunnelView of(TunnelEntity tunnel) {
        return new TunnelView(tunnel.modelId, tunnel.requestId, tunnel.status, tunnel.generation, tunnel.service, tunnel.tunnelId,
                tunnel.hostname, failure(tunnel), health(tunnel), tunnel.drift);
    }

    private static @Nullable Failure failure(TunnelEntity tunnel) {
        return tunnel.failure == null || tunnel.failureDetail == null || tunnel.failedAt == null
                ? null
                : new Failure(tunnel.failure, tunnel.failureDetail, tunnel.failedAt);
    }

    private static @Nullable Health health(TunnelEntity tunnel) {
        return tunnel.health == null || tunnel.healthAt == null
                ? null
                : new Health(tunnel.health.name().toLowerCase(Locale.ROOT), tunnel.connectors == null ? 0 : tunnel.connectors,
                        Boolean.TRUE.equals(tunnel.suspicious), tunnel.healthAt);
    }
}
