package io.trestle.dbc.dropin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.dbc.rules.RefusedRequestException;
import io.trestle.dbc.rules.RequestBody;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.MultiMap;

/**
 * Uploads. Without a node the file is one of the client node's own disk, and the client node asks nobody for permission: that takes an operator of
 * the suite.
 */
@ApplicationScoped
class ClientUpload {

    private final PassThrough node;
    private final IdentityVerifier identity;

    ClientUpload(PassThrough node, IdentityVerifier identity) {
        this.node = node;
        this.identity = identity;
    }

    Uni<Response> pass(MultiMap headers, byte[] body) {
        var call = Call.of(Operation.IMAGE_UPLOAD);
        if (!isForClient(body)) {
            return node.pass(call, body);
        }
        return identity.verify(headers).chain(caller -> {
            if (!caller.isOperator()) {
                throw new ProblemException(ProblemType.FORBIDDEN, "Only operators may upload files of the client node itself");
            }
            return node.pass(call, body);
        });
    }

    private static boolean isForClient(byte[] body) {
        try {
            return RequestBody.check(Operation.IMAGE_UPLOAD, Profile.P25, body).node().isEmpty();
        } catch (RefusedRequestException refused) {
            // The call itself will say why.
            return false;
        }
    }
}
