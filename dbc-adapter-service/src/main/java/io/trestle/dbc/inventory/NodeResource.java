package io.trestle.dbc.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.credential.Credentials;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.GpuNodes;
import io.trestle.dbc.nodeapi.NodeProblems;
import io.trestle.dbc.nodeapi.RequestCheck;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Words;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** GPU nodes, as the client node knows them now, and the images on them. */
@Path("/nodes")
@Tag(name = "Nodes", description = "GPU nodes and their images")
class NodeResource {

    private final GpuNodes nodes;
    private final Credentials credentials;
    private final CurrentCaller caller;

    NodeResource(GpuNodes nodes, Credentials credentials, CurrentCaller caller) {
        this.nodes = nodes;
        this.credentials = credentials;
        this.caller = caller;
    }

    @GET
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "The GPU nodes that the client node sees")
    public Uni<Map<String, List<Listed>>> list() {
        return nodes.send("", Call.of(Operation.NODE_INFO), none(), none()).map(NodeProblems::accepted).map(told -> {
            var all = new ArrayList<Listed>();
            told.path("mining_nodes").forEach(node -> all.add(new Listed(node.path("node_id").asText(), node.path("name").asText(),
                    node.path("version").asText())));
            return Map.of("nodes", all);
        });
    }

    @GET
    @Path("/{id}")
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "What a node consists of, and how much of it is free")
    public Uni<NodeView> get(String id) {
        return nodes.send(checked(id), Call.of(Operation.NODE_INFO), none(), none()).map(NodeProblems::accepted)
                .map(told -> NodeView.of(id, told));
    }

    @GET
    @Path("/{id}/images")
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "Images on a node; with a credential, the renter's own too")
    public Uni<Map<String, List<String>>> images(String id, @RestQuery @Nullable String credential) {
        return members(checked(id), credential).chain(who -> nodes.send(id, Call.of(Operation.IMAGES), none(), who))
                .map(NodeProblems::accepted).map(told -> Map.of("images", Images.names(told)));
    }

    @POST
    @Path("/{id}/images/download")
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "Bring an image from a server to a node; it may take minutes")
    public Uni<Response> download(String id, @NotNull @Valid Transfer transfer) {
        return transfer(id, Operation.IMAGE_DOWNLOAD, transfer,
                transfer.additional().put("local_dir", transfer.localDir == null ? "/data" : transfer.localDir));
    }

    @POST
    @Path("/{id}/images/upload")
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "Send an image of a node to a server; it may take minutes")
    public Uni<Response> upload(String id, @NotNull @Valid Transfer transfer) {
        return transfer(id, Operation.IMAGE_UPLOAD, transfer, transfer.additional());
    }

    private Uni<Response> transfer(String id, Operation operation, Transfer transfer, ObjectNode additional) {
        return nodes.profile().map(profile -> RequestCheck.check(operation, additional, profile))
                .chain(() -> members(checked(id), transfer.credential)).chain(who -> nodes.send(id, Call.of(operation), additional, who))
                .map(NodeProblems::accepted).map(begun -> Response.accepted().build());
    }

    private Uni<ObjectNode> members(String node, @Nullable String credential) {
        var tenant = caller.get().tenant();
        return credential == null
                ? Uni.createFrom().item(none())
                : Panache.withSession(() -> credentials.idOf(tenant, node, credential)).chain(credentials::members);
    }

    private static String checked(String id) {
        if (!Words.NODE_ID.allows(id)) {
            throw new ProblemException(ProblemType.NOT_FOUND, "A node's id is " + Words.NODE_ID.expectation());
        }
        return id;
    }

    private static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    record Listed(@JsonProperty("node_id") String nodeId, String name, String version) {
    }

    /** @param localDir of the node, for a download */
    record Transfer(@NotNull String credential, @JsonProperty("image_server") @NotNull String imageServer,
            @JsonProperty("image_filename") @NotNull String imageFilename, @JsonProperty("local_dir") @Nullable String localDir) {

        ObjectNode additional() {
            return none().put("image_server", imageServer).put("image_filename", imageFilename);
        }
    }
}
