package io.trestle.clientapi.registration;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.trestle.clientapi.signature.Finding;
import io.trestle.clientapi.tunnel.ConnectorFiles;
import io.trestle.clientapi.tunnel.TunnelStatus;

/**
 * A model whose tunnel was asked for.
 *
 * @param files credential and config; absent until the tunnel stands
 * @param retryAfter seconds after which to look again; only while the tunnel does not stand
 * @param warnings what is odd about the signature, where one was sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RegisteredModel(String id, TunnelStatus status, @Nullable @JsonUnwrapped ConnectorFiles files, @Nullable Long retryAfter,
        @Nullable List<Finding> warnings) {
}
