package io.trestle.dbc.vm;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.credential.Credentials;
import io.trestle.dbc.lifecycle.Vm;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.GpuNodes;
import io.trestle.dbc.nodeapi.NodeProblems;
import io.trestle.dbc.nodeapi.RequestCheck;
import io.trestle.dbc.rules.Words;
import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** VMs. One class, because two with one path disturb each other's matching. */
@Path("/vms")
@Tag(name = "VMs", description = "Rented GPU VMs, created exactly once and tracked")
class VmResource {

    private static final String RUNNING = "running";

    private final VmIntake intake;
    private final VmStore store;
    private final VmHistory history;
    private final VmCalls calls;
    private final VmLogs logs;
    private final Credentials credentials;
    private final GpuNodes nodes;
    private final CurrentCaller caller;

    VmResource(VmIntake intake, VmStore store, VmHistory history, VmCalls calls, VmLogs logs, Credentials credentials, GpuNodes nodes,
            CurrentCaller caller) {
        this.intake = intake;
        this.store = store;
        this.history = history;
        this.calls = calls;
        this.logs = logs;
        this.credentials = credentials;
        this.nodes = nodes;
        this.caller = caller;
    }

    @POST
    @Operation(summary = "Request a VM; with dry_run only say what would be requested")
    public Uni<Response> create(@NotNull @Valid NewVm wanted, @RestHeader("Idempotency-Key") @Nullable String key,
            @RestQuery("dry_run") @DefaultValue("false") boolean dryRun) {
        var tenant = caller.get().tenant();
        return dryRun
                ? intake.tryOut(tenant, wanted).map(vm -> Response.ok(VmView.of(vm, vm.requestedAt(), null, null)).build())
                : intake.request(tenant, wanted, key).map(VmResource::accepted);
    }

    @GET
    @Operation(summary = "The caller's VMs, oldest first")
    public Uni<VmView.Page> list(@RestQuery @DefaultValue("") String after, @RestQuery @DefaultValue("100") @Min(1) @Max(500) int limit) {
        var tenant = caller.get().tenant();
        return Panache.withSession(() -> store.page(tenant, after, limit))
                .map(page -> new VmView.Page(page.stream().map(VmView::of).toList(),
                        page.size() < limit ? null : page.get(limit - 1).id));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One VM: its state, how to get in, and its history")
    public Uni<VmView> get(String id) {
        return mine(id).chain(entity -> history.since(id, 0)
                .chain(lines -> CallerContext.returnTo(Panache.withSession(() -> credentials.rentalEnd(entity.credentialId)))
                        .map(end -> VmView.of(entity.vm(), entity.updatedAt, end, lines))));
    }

    @GET
    @Path("/{id}/login")
    @Operation(summary = "User and passwords, asked from the node now and stored nowhere")
    public Uni<JsonNode> login(String id) {
        return taken(id).chain(vm -> calls.send(vm, Call.of(io.trestle.dbc.rules.Operation.DETAIL, task(vm)), VmCalls.none()))
                .map(NodeProblems::accepted).map(detail -> ((ObjectNode) detail).retain("ssh_ip", "ssh_port", "rdp_port", "user_name",
                        "login_password", "vnc_port", "vnc_password"));
    }

    @POST
    @Path("/{id}/start")
    @Operation(summary = "Start or wake a VM")
    public Uni<Response> start(String id) {
        return ask(id, VmOperation.START, VmCalls.none());
    }

    @POST
    @Path("/{id}/stop")
    @Operation(summary = "Switch a VM off")
    public Uni<Response> stop(String id) {
        return ask(id, VmOperation.STOP, VmCalls.none());
    }

    @POST
    @Path("/{id}/restart")
    @Operation(summary = "Restart a VM; with force without asking the guest. One whose answer is lost may happen twice")
    public Uni<Response> restart(String id, @RestQuery @DefaultValue("false") boolean force) {
        return ask(id, VmOperation.RESTART, force ? VmCalls.none().put("force", "true") : VmCalls.none());
    }

    @POST
    @Path("/{id}/modify")
    @Operation(summary = "Change a VM that is off: new_ssh_port, new_rdp_port, new_vnc_port, new_custom_port, new_gpu_count, new_cpu_cores, "
            + "new_mem_size, or increase_disk_size")
    public Uni<Response> modify(String id, @NotNull ObjectNode changes) {
        return nodes.profile().map(profile -> RequestCheck.check(io.trestle.dbc.rules.Operation.MODIFY, changes, profile))
                .invoke(checked -> {
                    if (checked.isEmpty() || checked.has("increase_disk_size") && checked.size() > 1) {
                        throw new ProblemException(ProblemType.VALIDATION_FAILED,
                                "Give at least one change, and increase_disk_size alone: newer nodes have a call of its own for it");
                    }
                })
                .chain(checked -> ask(id, VmOperation.MODIFY, checked));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a VM and its disks")
    public Uni<Response> delete(String id) {
        return ask(id, VmOperation.DELETE, VmCalls.none());
    }

    @GET
    @Path("/{id}/logs")
    @Operation(summary = "Up to 100 lines of a VM's log")
    public Uni<VmLogs.Lines> logs(String id, @RestQuery @DefaultValue("tail") @Pattern(regexp = "head|tail") String flag,
            @RestQuery @DefaultValue("100") @Min(1) @Max(100) int lines) {
        return taken(id).chain(vm -> logs.read(vm, flag, lines));
    }

    @GET
    @Path("/{id}/snapshots")
    @Operation(summary = "A VM's snapshots, as the node tells them")
    public Uni<JsonNode> snapshots(String id) {
        return taken(id).chain(vm -> calls.send(vm, Call.of(io.trestle.dbc.rules.Operation.SNAPSHOT_LIST, task(vm)), VmCalls.none()))
                .map(NodeProblems::accepted);
    }

    @GET
    @Path("/{id}/snapshots/{name}")
    @Operation(summary = "One snapshot")
    public Uni<JsonNode> snapshot(String id, String name) {
        if (!Words.SNAPSHOT_NAME.allows(name)) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The VM has no such snapshot");
        }
        return taken(id)
                .chain(vm -> calls.send(vm, new Call(io.trestle.dbc.rules.Operation.SNAPSHOT_DETAIL, task(vm), name, ""), VmCalls.none()))
                .map(NodeProblems::accepted);
    }

    @POST
    @Path("/{id}/snapshots")
    @Operation(summary = "Take a snapshot of a VM that is off: snapshot_name, description, disks")
    public Uni<Response> takeSnapshot(String id, @NotNull ObjectNode wanted) {
        return nodes.profile().map(profile -> RequestCheck.check(io.trestle.dbc.rules.Operation.SNAPSHOT_CREATE, wanted, profile))
                .invoke(checked -> {
                    if (!checked.has("snapshot_name")) {
                        throw new ProblemException(ProblemType.VALIDATION_FAILED, "snapshot_name is missing");
                    }
                })
                .chain(checked -> ask(id, VmOperation.SNAPSHOT, checked));
    }

    @GET
    @Path("/{id}/wait")
    @Operation(summary = "200 when the VM is in the state, 202 when the time is up, 409 when it will not get there")
    public Uni<Response> await(String id, @RestQuery @DefaultValue(RUNNING) String state,
            @RestQuery @DefaultValue("30") @Min(1) @Max(600) int timeout) {
        if (!VmHistory.states().contains(state)) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "state is one of " + String.join(", ", VmHistory.states()));
        }
        var wanted = VmState.valueOf(state.toUpperCase(Locale.ROOT));
        return mine(id).chain(() -> CallerContext.returnTo(history.await(id, wanted, Duration.ofSeconds(timeout))))
                .chain(reached -> mine(id).map(vm -> {
                    if (Boolean.FALSE.equals(reached)) {
                        throw new ProblemException(ProblemType.VM_STATE_CONFLICT, "The VM will not get there: " + vm.vm().note())
                                .with("state", vm.state.name().toLowerCase(Locale.ROOT));
                    }
                    return reached == null ? accepted(vm) : Response.ok(VmView.of(vm)).build();
                }));
    }

    @GET
    @Path("/{id}/events")
    @OwnVm
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "What happens to the VM, from the start or after Last-Event-ID, until its last event")
    public Multi<OutboundSseEvent> events(String id, @RestHeader("Last-Event-ID") @DefaultValue("0") String last, @Context Sse sse) {
        if (!last.matches("[0-9]{1,18}")) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "Last-Event-ID is the id of an event of this stream");
        }
        return history.follow(id, Long.parseLong(last))
                .onItem().transformToIterable(lines -> lines.isEmpty()
                        ? List.of(sse.newEventBuilder().comment("").build())
                        : lines.stream().map(line -> sse.newEventBuilder().id("" + line.seq()).name(line.type())
                                .mediaType(MediaType.APPLICATION_JSON_TYPE).data(String.class, line.data().encode()).build()).toList());
    }

    private Uni<VmEntity> mine(String id) {
        var tenant = caller.get().tenant();
        return Panache.withSession(() -> store.find(id)).map(found -> VmIntake.visible(found, tenant));
    }

    /** One that the node has. */
    private Uni<Vm> taken(String id) {
        return mine(id).map(VmEntity::vm).invoke(vm -> {
            if (vm.taskId() == null || vm.isOver()) {
                throw new ProblemException(ProblemType.VM_STATE_CONFLICT, "The node does not have the VM");
            }
        });
    }

    private Uni<Response> ask(String id, VmOperation operation, ObjectNode arguments) {
        return intake.ask(caller.get().tenant(), id, operation, arguments).map(VmResource::accepted);
    }

    private static String task(Vm vm) {
        return String.valueOf(vm.taskId());
    }

    private static Response accepted(VmEntity entity) {
        return Response.accepted(VmView.of(entity)).location(URI.create("/vms/" + entity.id)).build();
    }
}
