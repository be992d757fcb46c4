package io.trestle.dbc.nodeapi;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.dbc.rules.RefusedRequestException;
import io.trestle.dbc.rules.RequestBody;
import io.trestle.model.compute.VmFailure;
import io.vertx.core.buffer.Buffer;

/** Calls to GPU nodes through the client node, and what became of them. What leaves has passed the same rules as a caller's own body. */
@ApplicationScoped
public class GpuNodes {

    private final DbcClient client;
    private final ClientVersion version;

    GpuNodes(DbcClient client, ClientVersion version) {
        this.client = client;
        this.version = version;
    }

    public Uni<Profile> profile() {
        return version.profile();
    }

    /**
     * Never fails.
     *
     * @param nodeId empty for the client node itself
     * @param credential members of the body that say who asks; may be empty
     */
    public Uni<NodeReply> send(String nodeId, Call call, ObjectNode additional, ObjectNode credential) {
        return version.profile()
                .chain(profile -> client.post(call.uri(profile), body(nodeId, call, additional, credential, profile)))
                .map(NodeReply::of)
                .onFailure(NotSentException.class).recoverWithItem(away -> new NodeReply.NotSent("the client node cannot be reached"))
                .onFailure(UncertainException.class)
                .recoverWithItem(lost -> new NodeReply.Uncertain("the client node gave no whole answer"))
                .onFailure(RefusedRequestException.class)
                .recoverWithItem(refused -> new NodeReply.Refused(-25, VmFailure.INVALID_REQUEST, String.valueOf(refused.getMessage())));
    }

    private static Buffer body(String nodeId, Call call, ObjectNode additional, ObjectNode credential, Profile profile) {
        var json = JsonNodeFactory.instance.objectNode();
        var nodes = json.putArray("peer_nodes_list");
        if (!nodeId.isEmpty()) {
            nodes.add(nodeId);
        }
        json.set("additional", additional);
        json.setAll(credential);
        try {
            var bytes = NodeReply.JSON.writeValueAsBytes(json);
            // Its size is a number, which no published call has.
            return call.operation() == Operation.DISK_ADD
                    ? Buffer.buffer(bytes)
                    : Buffer.buffer(NodeReply.JSON.writeValueAsBytes(RequestBody.check(call.operation(), profile, bytes).json()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree can always be written", e);
        }
    }
}
