package io.trestle.dbc.vm;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.credential.Credentials;
import io.trestle.dbc.lifecycle.Sight;
import io.trestle.dbc.lifecycle.Step;
import io.trestle.dbc.lifecycle.TaskDetail;
import io.trestle.dbc.lifecycle.Vm;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.GpuNodes;
import io.trestle.dbc.nodeapi.NodeReply;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.model.compute.VmOperation;
import io.trestle.runtime.CallerContext;

/** The node as a VM's life needs it: looked at, and told what to do, under the VM's credential. */
@ApplicationScoped
class VmCalls {

    private final GpuNodes nodes;
    private final Credentials credentials;
    private final VmConfig config;
    private final Clock clock;

    VmCalls(GpuNodes nodes, Credentials credentials, VmConfig config, Clock clock) {
        this.nodes = nodes;
        this.credentials = credentials;
        this.config = config;
        this.clock = clock;
    }

    /** One list serves all VMs of a renter until something is sent. */
    Uni<Sight> look(Round round, Vm vm) {
        var known = round.sightOf(vm.credentialId());
        var listed = known != null
                ? Uni.createFrom().item(known)
                : send(vm, Call.of(Operation.LIST), none()).map(VmCalls::sight).invoke(sight -> round.saw(vm.credentialId(), sight));
        return listed.chain(sight -> sight instanceof Sight.Listing listing && vm.seeksItsTask(clock.instant(), config.lateEffect())
                ? withStrangers(round, vm, listing)
                : Uni.createFrom().item(sight));
    }

    private Uni<Sight> withStrangers(Round round, Vm vm, Sight.Listing listing) {
        var before = Objects.requireNonNullElse(vm.tasksBefore(), List.<String>of());
        var strangers = listing.statuses().keySet().stream().filter(task -> !round.isKnown(task) && !before.contains(task)).toList();
        return Multi.createFrom().iterable(strangers)
                .onItem().transformToUniAndConcatenate(task -> send(vm, Call.of(Operation.DETAIL, task), none()))
                .collect().asList()
                .map(replies -> {
                    var details = new ArrayList<TaskDetail>();
                    for (var reply : replies) {
                        if (reply instanceof NodeReply.Accepted accepted) {
                            details.add(TaskDetail.of(accepted.message()));
                        } else {
                            return new Sight.Unreachable("not all of its VMs could be looked at");
                        }
                    }
                    return new Sight.Listing(listing.statuses(), details);
                });
    }

    private static Sight sight(NodeReply reply) {
        if (reply instanceof NodeReply.Accepted accepted) {
            var statuses = new LinkedHashMap<String, String>();
            accepted.message().forEach(task -> statuses.put(task.path("task_id").asText(), task.path("status").asText()));
            return new Sight.Listing(statuses, List.of());
        }
        if (reply instanceof NodeReply.Refused refused) {
            return new Sight.Refused(refused.reason(), refused.words());
        }
        return new Sight.Unreachable(reply instanceof NodeReply.NotSent away ? away.words() : ((NodeReply.Uncertain) reply).words());
    }

    Uni<NodeReply> carryOut(Round round, Vm vm, Step.Request request) {
        if (request instanceof Step.ReadDetail) {
            return send(vm, Call.of(Operation.DETAIL, task(vm)), none());
        }
        round.forgetSights();
        if (request instanceof Step.Create) {
            return send(vm, Call.of(Operation.CREATE), vm.spec().additional());
        }
        return request instanceof Step.RemoveDuplicate duplicate
                ? send(vm, Call.of(Operation.DELETE, duplicate.taskId()), none())
                : nodes.profile().chain(profile -> work(vm, ((Step.Send) request).operation(), profile));
    }

    private Uni<NodeReply> work(Vm vm, VmOperation operation, Profile profile) {
        var arguments = vm.work() == null ? none() : vm.work().arguments();
        return switch (operation) {
            case START -> send(vm, Call.of(Operation.START, task(vm)), none());
            case STOP -> send(vm, Call.of(Operation.STOP, task(vm)), none());
            case RESTART -> send(vm, new Call(Operation.RESTART, task(vm), "", arguments.has("force") ? "force_reboot=true" : ""), none());
            case DELETE -> send(vm, Call.of(Operation.DELETE, task(vm)), none());
            case SNAPSHOT -> send(vm, Call.of(Operation.SNAPSHOT_CREATE, task(vm)), arguments);
            // Newer nodes add disks with a call of their own.
            case MODIFY -> profile == Profile.P25 && arguments.has("increase_disk_size")
                    ? send(vm, Call.of(Operation.DISK_ADD, task(vm)), none().put("size", arguments.path("increase_disk_size").asInt()))
                    : send(vm, Call.of(Operation.MODIFY, task(vm)), arguments);
            case CREATE, OTHER -> throw new IllegalStateException("Not a verb: " + operation);
        };
    }

    /** A call about a VM, also one that only asks. */
    Uni<NodeReply> send(Vm vm, Call call, ObjectNode additional) {
        return CallerContext.returnTo(credentials.members(vm.credentialId())
                .chain(members -> nodes.send(vm.nodeId(), call, additional, members)));
    }

    private static String task(Vm vm) {
        return Objects.requireNonNull(vm.taskId());
    }

    static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }
}
