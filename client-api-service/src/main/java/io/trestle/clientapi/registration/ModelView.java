package io.trestle.clientapi.registration;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.clientapi.compatibility.Comparison;
import io.trestle.clientapi.compatibility.Level;
import io.trestle.clientapi.signature.Finding;
import io.trestle.clientapi.tunnel.TunnelView;

/**
 * A model as its owner may see it; never a credential.
 *
 * @param version the signature version that is in force
 * @param tunnel status, hostname, last failure
 * @param signature what the client sent
 * @param versions the oldest first
 * @param removedAt when its removal was asked for
 * @param heartbeatAt when its client last said that it is alive, which it does every hour
 * @param heartbeatStatus what it said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelView(String id, String name, @JsonUnwrapped TunnelView tunnel, int version, JsonNode signature, List<Finding> warnings,
        List<Version> versions, Instant createdAt, Instant updatedAt, @Nullable Instant removedAt, @Nullable Instant heartbeatAt,
        @Nullable String heartbeatStatus) {

    /**
     * @param level how much it changed; absent for the first version
     * @param changes against the version before
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Version(int version, Instant createdAt, @Nullable Level level, @Nullable Comparison comparison) {
    }
}
