package io.trestle.dbc.credential;

import java.util.Locale;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.credential.CredentialEntity.Kind;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.GpuNodes;
import io.trestle.dbc.nodeapi.NodeProblems;
import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.RenterKey;
import io.trestle.dbc.protocol.SignatureVerdict;
import io.trestle.dbc.queue.NodeQueue;
import io.trestle.dbc.rules.Operation;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Takes credentials in: checks what can be checked without the node, fetches a session where only that is asked for. */
@ApplicationScoped
class CredentialIntake {

    private final Credentials credentials;
    private final GpuNodes nodes;
    private final NodeQueue queue;

    CredentialIntake(Credentials credentials, GpuNodes nodes, NodeQueue queue) {
        this.credentials = credentials;
        this.nodes = nodes;
        this.queue = queue;
    }

    Uni<CredentialView> take(String tenant, NewCredential given) {
        var ways = Stream.of(given.key(), given.sessionId(), given.nonce()).filter(value -> value != null).count();
        if (ways != 1) {
            throw invalid("Give exactly one of: key; session_id with session_id_sign; wallet with nonce and sign");
        }
        if (given.key() != null) {
            var key = key(given.key());
            return store(credentials.sealed(tenant, given, Kind.KEY, key.address(), given.key()), null);
        }
        if (given.sessionId() != null) {
            if (!DbcId.isValid(given.sessionId())) {
                throw invalid("session_id is not a session id of a node");
            }
            var sign = signature(given.sessionIdSign(), given.wallet(), given.sessionId(), "session_id_sign");
            return store(credentials.sealed(tenant, given, Kind.SESSION, given.wallet(), Secret.session(given.sessionId(), sign)), null);
        }
        return fetchSession(tenant, given);
    }

    /** A signed nonce is good for one call; the one that gives a session id, for which a signature is good as long as the rental lasts. */
    private Uni<CredentialView> fetchSession(String tenant, NewCredential given) {
        var wallet = given.wallet();
        var nonce = given.nonce();
        if (wallet == null || nonce == null || !DbcId.isValid(nonce)) {
            throw invalid("wallet, nonce and sign belong together, as sign_tool prints them");
        }
        var members = JsonNodeFactory.instance.objectNode().put("wallet", wallet).put("nonce", nonce)
                .put("sign", signature(given.sign(), wallet, nonce, "sign"));
        if (given.rentOrder() != null) {
            members.put("rent_order", given.rentOrder());
        }
        return nodes.send(given.nodeId(), Call.of(Operation.SESSION_ID), JsonNodeFactory.instance.objectNode(), members)
                .map(reply -> NodeProblems.accepted(reply).path("session_id").asText())
                .chain(session -> store(credentials.sealed(tenant, given, Kind.UNSIGNED, wallet, session), session));
    }

    /** In the transaction that holds the credential's lock. */
    Uni<Void> sign(CredentialEntity credential, String sign) {
        if (credential.kind != Kind.UNSIGNED) {
            throw new ProblemException(ProblemType.CONFLICT, "The credential is complete already");
        }
        var session = credentials.opened(credential).text();
        credentials.reseal(credential, Kind.SESSION,
                Secret.session(session, signature(sign, credential.wallet, session, "session_id_sign")));
        return queue.request(credential.nodeId);
    }

    private Uni<CredentialView> store(CredentialEntity entity, @Nullable String sessionToSign) {
        return Panache.withTransaction(() -> credentials.add(entity).chain(() -> queue.request(entity.nodeId)))
                .replaceWith(CredentialView.of(entity, sessionToSign));
    }

    private static RenterKey key(String hex) {
        try {
            return RenterKey.fromHex(hex);
        } catch (IllegalArgumentException e) {
            throw invalid("key is 64 hex digits");
        }
    }

    /** Verified where the wallet is known. */
    private static String signature(@Nullable String given, @Nullable String wallet, String text, String name) {
        var sign = given == null ? "" : (given.startsWith("0x") ? given.substring(2) : given).toLowerCase(Locale.ROOT);
        if (!sign.matches("[0-9a-f]{128}")) {
            throw invalid(name + " is 128 hex digits");
        }
        var verdict = wallet == null ? SignatureVerdict.VALID : SignatureVerdict.of(wallet, text, sign);
        return switch (verdict) {
            case VALID -> sign;
            case WRAPPED ->
                throw invalid(name + " is over <Bytes>…</Bytes>, which a browser wallet puts around what it signs; the node verifies the "
                        + "bare text: sign it with sign_tool, or store the key");
            case WRONG -> throw invalid(name + " does not verify for this wallet");
            case MALFORMED -> throw invalid("wallet is not a wallet address of DBC (SS58, prefix 42)");
        };
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.VALIDATION_FAILED, detail);
    }
}
