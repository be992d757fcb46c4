package io.trestle.simulators.dbc;

import static io.trestle.simulators.dbc.TaskPorts.number;
import static io.trestle.simulators.dbc.TaskPorts.refuseUnless;

import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import io.trestle.simulators.dbc.NodeState.Kind;
import io.trestle.simulators.dbc.NodeState.Rental;
import io.trestle.simulators.dbc.TaskState.Domain;

/** The verbs on VMs. As in the real node, start, stop, restart, delete, modify and logs do not ask whose VM it is. */
final class Tasks {

    private final NodeState node;
    private final Profile profile;
    private final NodeWorker worker;
    private final TaskCreation creation;
    private final TaskPorts ports;

    Tasks(NodeState node, Clock clock, Profile profile, NodeWorker worker) {
        this.node = node;
        this.profile = profile;
        this.worker = worker;
        this.creation = new TaskCreation(node, clock, profile);
        this.ports = new TaskPorts(node, profile);
    }

    TaskState create(ApiRequest request, Rental rental, boolean fails) {
        var task = creation.create(request, rental);
        task.creationFails = fails;
        worker.queue(task, Kind.CREATE, fails, "");
        return task;
    }

    Stream<TaskState> of(Rental rental) {
        return node.tasks.values().stream().filter(task -> task.wallet.equals(rental.wallet));
    }

    /** Only list, detail and snapshots look at the owner. */
    TaskState owned(String taskId, Rental rental, String otherwise) {
        return of(rental).filter(task -> task.taskId.equals(taskId)).findFirst().orElseThrow(() -> Refusal.node(-3, otherwise));
    }

    TaskState any(String taskId) {
        var task = node.tasks.get(taskId);
        if (task == null) {
            throw Refusal.node(profile == Profile.P22 ? "task_id not exist" : "task not exist");
        }
        return task;
    }

    void start(String taskId) {
        var task = any(taskId);
        allowIn(task, EnumSet.of(Domain.NONE, Domain.SHUT_OFF, Domain.SUSPENDED));
        worker.queue(task, Kind.START, false, "");
    }

    void stop(String taskId, boolean fails) {
        var task = any(taskId);
        allowIn(task, EnumSet.of(Domain.NONE, Domain.RUNNING, Domain.SUSPENDED));
        worker.queue(task, Kind.STOP, fails, "");
    }

    void restart(String taskId) {
        var task = any(taskId);
        allowIn(task, EnumSet.of(Domain.NONE, Domain.SHUT_OFF, Domain.RUNNING));
        worker.queue(task, Kind.RESTART, false, "");
    }

    void delete(String taskId) {
        var task = any(taskId);
        if (!task.status.equals("deleting")) {
            worker.queue(task, Kind.DELETE, false, "");
        }
    }

    /** Not atomic: what was read before a check fails is kept. */
    void modify(String taskId, ApiRequest request) {
        var task = any(taskId);
        refuseUnless(profile == Profile.P25 || task.domain != Domain.RUNNING, "task is running, please stop it");
        modifyPorts(task, request);
        if (request.hasAdditional("new_custom_port")) {
            task.customPorts = request.additionalTexts("new_custom_port");
        }
        var gpus = request.hasAdditional("new_gpu_count") ? number(request.additional("new_gpu_count")) : task.gpus;
        var cores = request.hasAdditional("new_cpu_cores") ? number(request.additional("new_cpu_cores")) : task.cores;
        var memory = request.hasAdditional("new_mem_size") ? number(request.additional("new_mem_size")) : task.memoryGib;
        var disk = request.hasAdditional("increase_disk_size") ? number(request.additional("increase_disk_size")) : 0;
        creation.checkCapacity(gpus, cores, memory, NodeInfo.diskOf(task) + disk, task);
        task.gpus = gpus;
        task.cores = cores;
        task.memoryGib = memory;
        if (disk > 0 && profile == Profile.P22) {
            task.moreDisks.add(disk);
        }
    }

    /** P25 only; the size is a number here, in GiB. */
    void addDisk(String taskId, ApiRequest request) {
        var task = any(taskId);
        var size = request.additionalNode("size").asInt(0);
        refuseUnless(request.additionalNode("size").isInt() && size > 0, "size is invalid");
        creation.checkCapacity(task.gpus, task.cores, task.memoryGib, NodeInfo.diskOf(task) + size, task);
        task.moreDisks.add(size);
    }

    private void modifyPorts(TaskState task, ApiRequest request) {
        if (request.hasAdditional("new_ssh_port")) {
            task.sshPort = loginPort(request.additional("new_ssh_port"), "new_ssh_port");
        }
        if (request.hasAdditional("new_rdp_port")) {
            task.rdpPort = loginPort(request.additional("new_rdp_port"), "new_rdp_port");
        }
        if (request.hasAdditional("new_vnc_port")) {
            var text = request.additional("new_vnc_port");
            var highest = profile == Profile.P22 ? 6000 : 65535;
            refuseUnless(number(text) >= 5900 && number(text) <= highest,
                    "new_vnc_port " + text + " is invalid! (usage: 5900 =< port <= " + highest + ")");
            task.vncPort = ports.stored(text);
        }
    }

    private int loginPort(String text, String name) {
        refuseUnless(number(text) > 0, name + " " + text + " is invalid! (usage: > 0)");
        refuseUnless(!ports.occupied(ports.stored(text)), name + " " + text + " has been used!");
        return ports.stored(text);
    }

    private static void allowIn(TaskState task, Set<Domain> allowed) {
        refuseUnless(allowed.contains(task.domain), "task is " + task.domain.word);
    }
}
