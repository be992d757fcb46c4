package io.trestle.clientapi.rpc;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets a socket in: asks who calls, and opens or resumes its client. A browser cannot set headers on a socket; it offers its token as the
 * subprotocol {@code bearer.<token>} beside {@code trestle}, which keeps it out of addresses and logs.
 */
@ApplicationScoped
class RpcUpgrade implements HttpUpgradeCheck {

    static final TypedKey<RpcClients.Opened> CLIENT = new TypedKey<>("rpc-client");

    private static final String BEARER = "bearer.";

    private final IdentityVerifier verifier;
    private final RpcClients clients;

    RpcUpgrade(IdentityVerifier verifier, RpcClients clients) {
        this.verifier = verifier;
        this.clients = clients;
    }

    @Override
    public boolean appliesTo(String endpointId) {
        return endpointId.equals(RpcSocket.ENDPOINT);
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        var request = context.httpRequest();
        return verifier.verify(credentials(request))
                .chain(caller -> clients.open(caller.tenant(), uuid(request.getParam("client_id")), number(request.getParam("resume"))))
                .invoke(opened -> context.userData().put(CLIENT, opened))
                .chain(opened -> CheckResult.permitUpgrade())
                .onFailure(ProblemException.class)
                .recoverWithUni(failure -> CheckResult.rejectUpgrade(((ProblemException) failure).type().status()));
    }

    private static MultiMap credentials(HttpServerRequest request) {
        var headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        for (var offered : request.headers().getAll(HandshakeRequest.SEC_WEBSOCKET_PROTOCOL)) {
            for (var protocol : offered.split(",")) {
                if (protocol.strip().startsWith(BEARER)) {
                    headers.add(HttpHeaders.AUTHORIZATION, "Bearer " + protocol.strip().substring(BEARER.length()));
                }
            }
        }
        return headers;
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
