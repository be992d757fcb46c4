package io.trestle.dbc.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.GpuNodes;
import io.trestle.dbc.nodeapi.NodeProblems;
import io.trestle.dbc.rules.Operation;

/** Images on the servers that nodes fetch them from. */
@Path("/images")
@Tag(name = "Images")
class ImageResource {

    private final GpuNodes nodes;

    ImageResource(GpuNodes nodes) {
        this.nodes = nodes;
    }

    @GET
    @Path("/servers")
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "Image servers")
    public Uni<Map<String, List<String>>> servers() {
        return nodes.send("", Call.of(Operation.IMAGE_SERVERS), none(), none()).map(NodeProblems::accepted).map(told -> {
            var servers = new ArrayList<String>();
            told.path("image_server").forEach(server -> servers.add(server.asText()));
            return Map.of("servers", servers);
        });
    }

    @GET
    @Path("/servers/{server}")
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "Images on a server")
    public Uni<Map<String, List<String>>> images(@PathParam("server") String server) {
        return nodes.send("", Call.of(Operation.IMAGES), none().put("image_server", server), none()).map(NodeProblems::accepted)
                .map(told -> Map.of("images", Images.names(told)));
    }

    private static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }
}
