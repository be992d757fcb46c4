package io.trestle.dbc.lifecycle;

import static io.trestle.dbc.Renters.LOCAL;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.dbc.Renters;
import io.trestle.dbc.lifecycle.Step.Request;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.NodeAnswer;
import io.trestle.dbc.nodeapi.NodeReply;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.model.compute.VmEvent;
import io.trestle.model.compute.VmOperation;
import io.trestle.simulators.dbc.DbcSimulator;
import io.trestle.simulators.dbc.DbcSimulatorConfig;
import io.vertx.core.buffer.Buffer;

/**
 * One renter's VMs on one node of the simulator, driven by the lifecycle's rules as the service drives them: what is committed survives a crash, what
 * is not is lost. Time passes only when told to.
 */
final class VmWorld {

    static final Pace PACE = new Pace(Duration.ofMinutes(15), Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofMinutes(1),
            Duration.ofSeconds(5), Duration.ofMinutes(10));
    private static final String FOREIGN = "theirs";
    private static final int STEPS_IN_A_TURN = 16;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

    final Map<String, Vm> stored = new LinkedHashMap<>();
    final Map<String, List<VmEvent>> told = new LinkedHashMap<>();
    private final Lifecycle lifecycle = new Lifecycle(PACE);
    private final DbcSimulator simulator;
    private final DbcSimulatorConfig config;
    private final String node;
    private final Profile profile;
    private Instant now = Instant.parse("2026-03-02T09:30:00Z");
    private int nextPort = 20_000;
    /** The process dies at the next request to the node: before it is sent, or before its answer is stored. */
    Crash crash = Crash.NONE;

    /** What a caller asks for while the next request is on its way, or null. */
    Runnable duringCall;

    enum Crash {
        NONE, BEFORE_CALL, AFTER_CALL
    }

    VmWorld(DbcSimulator simulator, DbcSimulatorConfig config, String node, Profile profile) {
        this.simulator = simulator;
        this.config = config;
        this.node = node;
        this.profile = profile;
    }

    void request(boolean portGiven, int port) {
        var id = "vm-" + stored.size();
        var chosen = portGiven ? port : nextPort++;
        if (stored.values().stream().anyMatch(vm -> !vm.isOver() && vm.spec().loginPort() == chosen)) {
            // As the service refuses it.
            return;
        }
        var system = profile == Profile.P22 ? "ubuntu" : "linux";
        var spec = new VmSpec("my-vm", "ubuntu.qcow2", system, null, 1, 2, 4, 10, chosen, portGiven, 5900 + stored.size(), true, List.of(),
                List.of());
        commit(Vm.requested(id, "local", node, "credential", spec, now), List.of());
    }

    void ask(int index, VmOperation operation) {
        var vm = vm(index);
        if (vm == null) {
            return;
        }
        try {
            var changed = Asking.ask(vm, operation, JsonNodeFactory.instance.objectNode(), now, PACE.lateEffect());
            commit(changed.vm(), changed.events());
        } catch (NotNowException refused) {
            // The caller is told.
        }
    }

    /** Somebody with the same key, past the adapter. */
    void createElsewhere(int port) {
        var other = new VmSpec(FOREIGN, "ubuntu.qcow2", profile == Profile.P22 ? "ubuntu" : "linux", null, 0, 1, 2, 20, port, true, 5999,
                true, List.of(), List.of());
        send(Call.of(Operation.CREATE), other.additional());
    }

    void pass(Duration virtual) {
        simulator.pass(config, virtual);
        now = now.plus(virtual);
    }

    /** Every VM gets its turn, one after the other: the queue of a node is serial. Returns whether all of them rest. */
    void turn() {
        for (var id : List.copyOf(stored.keySet())) {
            if (!turn(id)) {
                // Crashed: whoever comes next starts from what is stored.
                return;
            }
        }
    }

    private boolean turn(String id) {
        Sight sight = new Sight.Unseen();
        for (int i = 0; i < STEPS_IN_A_TURN; i++) {
            var vm = stored.get(id);
            var step = lifecycle.next(vm, sight, now);
            if (step instanceof Step.Look) {
                sight = look(vm);
            } else if (step instanceof Step.Changed changed) {
                commit(changed.vm(), changed.events());
            } else if (step instanceof Step.ChoosePort) {
                commit(vm.withSpec(vm.spec().withPorts(nextPort++, vm.spec().vncPort())), List.of());
            } else if (step instanceof Request request) {
                if (!carryOut(vm, request)) {
                    return false;
                }
                sight = new Sight.Unseen();
            } else {
                if (step instanceof Step.Noted noted) {
                    commit(noted.vm(), List.of());
                }
                return true;
            }
        }
        return true;
    }

    private boolean carryOut(Vm vm, Request request) {
        var intent = lifecycle.before(vm, request, now);
        commit(intent, List.of());
        if (crashes(Crash.BEFORE_CALL)) {
            return false;
        }
        var reply = send(intent, request);
        if (duringCall != null) {
            var asking = duringCall;
            duringCall = null;
            asking.run();
        }
        if (crashes(Crash.AFTER_CALL)) {
            return false;
        }
        var changed = lifecycle.after(stored.get(vm.id()), request, reply, now);
        commit(changed.vm(), changed.events());
        return true;
    }

    private boolean crashes(Crash point) {
        if (crash != point) {
            return false;
        }
        crash = Crash.NONE;
        return true;
    }

    private NodeReply send(Vm vm, Request request) {
        var none = JsonNodeFactory.instance.objectNode();
        if (request instanceof Step.Create) {
            return send(Call.of(Operation.CREATE), vm.spec().additional());
        }
        if (request instanceof Step.RemoveDuplicate duplicate) {
            return send(Call.of(Operation.DELETE, duplicate.taskId()), none);
        }
        if (request instanceof Step.ReadDetail) {
            return send(Call.of(Operation.DETAIL, vm.taskId()), none);
        }
        return send(Call.of(Operation.valueOf(((Step.Send) request).operation().name()), vm.taskId()), none);
    }

    private Sight look(Vm vm) {
        var reply = send(Call.of(Operation.LIST), JsonNodeFactory.instance.objectNode());
        if (reply instanceof NodeReply.Refused refused) {
            return new Sight.Refused(refused.reason(), refused.words());
        }
        if (!(reply instanceof NodeReply.Accepted listed)) {
            return new Sight.Unreachable(reply.toString());
        }
        var statuses = new LinkedHashMap<String, String>();
        listed.message().forEach(task -> statuses.put(task.path("task_id").asText(), task.path("status").asText()));
        var strangers = new ArrayList<TaskDetail>();
        if (vm.seeksItsTask(now, PACE.lateEffect())) {
            for (var task : statuses.keySet()) {
                if (stored.values().stream().noneMatch(known -> task.equals(known.taskId())) && !vm.tasksBefore().contains(task)) {
                    if (!(send(Call.of(Operation.DETAIL, task),
                            JsonNodeFactory.instance.objectNode()) instanceof NodeReply.Accepted detail)) {
                        return new Sight.Unreachable("a detail");
                    }
                    strangers.add(TaskDetail.of(detail.message()));
                }
            }
        }
        return new Sight.Listing(statuses, strangers);
    }

    private NodeReply send(Call call, ObjectNode additional) {
        Map<String, Object> members = JSON.convertValue(additional, Map.class);
        var body = Renters.body(node, members, Renters.wallet(LOCAL));
        try {
            var request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + call.uri(profile))).timeout(Duration.ofSeconds(20))
                    .POST(BodyPublishers.ofString(body, UTF_8)).build();
            var response = HTTP.send(request, BodyHandlers.ofByteArray());
            return NodeReply.of(new NodeAnswer(response.statusCode(), Buffer.buffer(response.body())));
        } catch (IOException e) {
            return new NodeReply.Uncertain(e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Through its stored form, as after a restart. */
    private void commit(Vm vm, List<VmEvent> events) {
        UnaryOperator<Vm> stored = one -> {
            try {
                JsonNode json = JSON.readTree(JSON.writeValueAsBytes(one));
                return JSON.treeToValue(json, Vm.class);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
        this.stored.put(vm.id(), stored.apply(vm));
        told.computeIfAbsent(vm.id(), first -> new ArrayList<>()).addAll(events);
    }

    Vm vm(int index) {
        return stored.get("vm-" + index);
    }

    /** Tasks on the node that this adapter's requests made. */
    List<String> tasksOfOurs() {
        return simulator.vms(node).stream().filter(vm -> !vm.name().equals(FOREIGN)).map(DbcSimulator.SimulatedVm::taskId).toList();
    }
}
