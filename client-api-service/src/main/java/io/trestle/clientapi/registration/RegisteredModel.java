package io.trestle.clientapi.registration;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.trestle.clientapi.signature.Finding;
import io.trestle.clientapi.tunnel.CloudflaredConfig;
import io.trestle.clientapi.tunnel.CloudflaredCredential;
import io.trestle.clientapi.tunnel.TunnelStatus;

/**
 * A model whose tunnel was asked for.
 *
 * @param credential content of {@code tunnel_credential.json}; absent until the tunnel stands
 * @param config content of {@code tunnel_config.json}; absent until the tunnel stands
 * @param retryAfter seconds after which to look again; only while the tunnel does not stand
 * @param warnings what is odd about the signature
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RegisteredModel(String id, TunnelStatus status, @Nullable CloudflaredCredential credential, @Nullable CloudflaredConfig config,
        @Nullable Long retryAfter, @Nullable List<Finding> warnings) {

    boolean isReady() {
        return credential != null;
    }
}
