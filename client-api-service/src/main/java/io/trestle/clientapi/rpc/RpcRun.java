package io.trestle.clientapi.rpc;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.runtime.identity.Caller;

/**
 * A call that this replica has leased.
 *
 * @param token of the lease: whoever writes must still hold it
 * @param attempt from 1
 */
record RpcRun(UUID id, UUID token, int attempt, Caller caller, String method, JsonNode parameters, @Nullable JsonNode checkpoint,
        boolean cancelRequested) {
}
