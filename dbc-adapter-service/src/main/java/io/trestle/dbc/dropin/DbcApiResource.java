package io.trestle.dbc.dropin;

import static io.trestle.dbc.rules.Operation.CREATE;
import static io.trestle.dbc.rules.Operation.DELETE;
import static io.trestle.dbc.rules.Operation.DETAIL;
import static io.trestle.dbc.rules.Operation.IMAGES;
import static io.trestle.dbc.rules.Operation.IMAGE_DOWNLOAD;
import static io.trestle.dbc.rules.Operation.IMAGE_SERVERS;
import static io.trestle.dbc.rules.Operation.LIST;
import static io.trestle.dbc.rules.Operation.MODIFY;
import static io.trestle.dbc.rules.Operation.NODE_INFO;
import static io.trestle.dbc.rules.Operation.RESTART;
import static io.trestle.dbc.rules.Operation.SESSION_ID;
import static io.trestle.dbc.rules.Operation.SNAPSHOT_CREATE;
import static io.trestle.dbc.rules.Operation.SNAPSHOT_DETAIL;
import static io.trestle.dbc.rules.Operation.SNAPSHOT_LIST;
import static io.trestle.dbc.rules.Operation.START;
import static io.trestle.dbc.rules.Operation.STOP;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.runtime.identity.Anonymous;
import io.vertx.core.http.HttpServerRequest;

/** Every call of the published API of a DBC client node. The node's own credentials are in the bodies, so no others are asked for. */
@Path("/api/v1")
@Anonymous
@Produces("application/json")
@Tag(name = "DBC API", description = "The client node's own API, checked")
public class DbcApiResource {

    private final PassThrough node;
    private final LogQuery logs;
    private final ClientUpload clientUpload;

    DbcApiResource(PassThrough node, LogQuery logs, ClientUpload clientUpload) {
        this.node = node;
        this.logs = logs;
        this.clientUpload = clientUpload;
    }

    @GET
    @Operation(summary = "The version of the client node")
    public Uni<Response> version() {
        return node.version();
    }

    @POST
    @Path("/mining_nodes")
    @Operation(summary = "GPU nodes, or what one of them consists of")
    public Uni<Response> nodes(byte[] body) {
        return node.pass(Call.of(NODE_INFO), body);
    }

    @POST
    @Path("/mining_nodes/session_id")
    @Operation(summary = "The session of a rental")
    public Uni<Response> session(byte[] body) {
        return node.pass(Call.of(SESSION_ID), body);
    }

    @POST
    @Path("/tasks")
    @Operation(summary = "The caller's VMs on a node")
    public Uni<Response> list(byte[] body) {
        return node.pass(Call.of(LIST), body);
    }

    @POST
    @Path("/tasks/start")
    @Operation(summary = "Create a VM")
    public Uni<Response> create(byte[] body) {
        return node.pass(Call.of(CREATE), body);
    }

    @POST
    @Path("/tasks/{task}")
    @Operation(summary = "A VM, with its login")
    public Uni<Response> detail(@PathParam("task") String task, byte[] body) {
        return node.pass(Call.of(DETAIL, task), body);
    }

    @POST
    @Path("/tasks/start/{task}")
    @Operation(summary = "Start or wake a VM")
    public Uni<Response> start(@PathParam("task") String task, byte[] body) {
        return node.pass(Call.of(START, task), body);
    }

    @POST
    @Path("/tasks/stop/{task}")
    @Operation(summary = "Switch a VM off")
    public Uni<Response> stop(@PathParam("task") String task, byte[] body) {
        return node.pass(Call.of(STOP, task), body);
    }

    @POST
    @Path("/tasks/restart/{task}")
    @Operation(summary = "Restart a VM; force_reboot true or 1 does not ask the guest")
    public Uni<Response> restart(@PathParam("task") String task, @QueryParam("force_reboot") @Nullable String force, byte[] body) {
        return node.pass(new Call(RESTART, task, "", LogQuery.forceReboot(force)), body);
    }

    @POST
    @Path("/tasks/delete/{task}")
    @Operation(summary = "Delete a VM and its disks")
    public Uni<Response> delete(@PathParam("task") String task, byte[] body) {
        return node.pass(Call.of(DELETE, task), body);
    }

    @POST
    @Path("/tasks/modify/{task}")
    @Operation(summary = "Change a VM that is off")
    public Uni<Response> modify(@PathParam("task") String task, byte[] body) {
        return node.pass(Call.of(MODIFY, task), body);
    }

    @POST
    @Path("/tasks/logs/{task}")
    @Operation(summary = "Up to 100 lines of a VM's log")
    public Uni<Response> logs(@PathParam("task") String task, @QueryParam("flag") @Nullable String flag,
            @QueryParam("line_num") @Nullable String lines, byte[] body) {
        return logs.pass(task, flag, lines, body);
    }

    @POST
    @Path("/snapshot/{task}/create")
    @Operation(summary = "Take a snapshot of a VM that is off")
    public Uni<Response> createSnapshot(@PathParam("task") String task, byte[] body) {
        return node.pass(Call.of(SNAPSHOT_CREATE, task), body);
    }

    @POST
    @Path("/snapshot/{task}")
    @Operation(summary = "A VM's snapshots")
    public Uni<Response> snapshots(@PathParam("task") String task, byte[] body) {
        return node.pass(Call.of(SNAPSHOT_LIST, task), body);
    }

    @POST
    @Path("/snapshot/{task}/{name}")
    @Operation(summary = "One snapshot")
    public Uni<Response> snapshot(@PathParam("task") String task, @PathParam("name") String name, byte[] body) {
        return node.pass(new Call(SNAPSHOT_DETAIL, task, name, ""), body);
    }

    @POST
    @Path("/images/servers")
    @Operation(summary = "Image servers")
    public Uni<Response> imageServers(byte[] body) {
        return node.pass(Call.of(IMAGE_SERVERS), body);
    }

    @POST
    @Path("/images")
    @Operation(summary = "Images of a server, a node, or a renter on a node")
    public Uni<Response> images(byte[] body) {
        return node.pass(Call.of(IMAGES), body);
    }

    @POST
    @Path("/images/upload")
    @Operation(summary = "Send an image to a server; one of the client node's own needs an operator")
    public Uni<Response> upload(@Context HttpServerRequest request, byte[] body) {
        return clientUpload.pass(request.headers(), body);
    }

    @POST
    @Path("/images/download")
    @Operation(summary = "Fetch an image from a server")
    public Uni<Response> download(byte[] body) {
        return node.pass(Call.of(IMAGE_DOWNLOAD), body);
    }
}
