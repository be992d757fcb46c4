package io.trestle.clientapi.registration;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.trestle.clientapi.compatibility.Comparison;
import io.trestle.clientapi.signature.Finding;
import io.trestle.clientapi.tunnel.ConnectorFiles;
import io.trestle.clientapi.tunnel.TunnelStatus;

/**
 * What an update did, or would do.
 *
 * @param version the version that is in force after it
 * @param dryRun whether it only tells
 * @param compatibility of the new signature with the one before it
 * @param files credential and config, where the update had to ask for the tunnel again
 * @param retryAfter as in {@link RegisteredModel}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UpdatedModel(String id, TunnelStatus status, @Nullable String hostname, int version, boolean dryRun, Comparison compatibility,
        @Nullable @JsonUnwrapped ConnectorFiles files, @Nullable Long retryAfter, List<Finding> warnings) {

    UpdatedModel with(RegisteredModel arrived) {
        return new UpdatedModel(id, arrived.status(), hostname, version, dryRun, compatibility, arrived.files(), arrived.retryAfter(),
                warnings);
    }
}
