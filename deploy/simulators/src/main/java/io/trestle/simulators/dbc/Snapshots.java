package io.trestle.simulators.dbc;

import static io.trestle.simulators.dbc.NodeInfo.object;
import static io.trestle.simulators.dbc.TaskPorts.refuseUnless;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.trestle.simulators.dbc.NodeState.Kind;
import io.trestle.simulators.dbc.TaskState.Domain;
import io.trestle.simulators.dbc.TaskState.SnapshotState;

/** Snapshots of a VM's disks. */
final class Snapshots {

    private final Clock clock;
    private final Profile profile;
    private final NodeWorker worker;
    private final NodeInfo info;

    Snapshots(Clock clock, Profile profile, NodeWorker worker, NodeInfo info) {
        this.clock = clock;
        this.profile = profile;
        this.worker = worker;
        this.info = info;
    }

    Map<String, Object> create(TaskState task, ApiRequest request) {
        refuseUnless(!request.additionalIsEmpty(), "additional is empty");
        var name = request.additional("snapshot_name");
        var description = request.additional(profile == Profile.P22 ? "description" : "desc");
        refuseUnless(!name.isEmpty(), "snapshot_name is not specified");
        refuseUnless(task.snapshots.stream().noneMatch(one -> one.name.equals(name)), "snapshot_name is already exist");
        // The documentation calls it optional.
        refuseUnless(!description.isEmpty(), "snapshot description is not specified");
        var snapshot = new SnapshotState();
        snapshot.disks.addAll(disks(task, request));
        refuseUnless(task.snapshots.stream().noneMatch(one -> one.state.equals("creating")), "task snapshot is busy, please wait a moment");
        refuseUnless(task.domain == Domain.SHUT_OFF, "task is running, please save the job and shutdown task before creating a snapshot");
        snapshot.name = name;
        snapshot.description = description;
        snapshot.createdAt = clock.instant();
        task.snapshots.add(snapshot);
        worker.queue(task, Kind.SNAPSHOT, false, name);
        return object("snapshot_name", name, "description", description, "status", "creating");
    }

    List<Map<String, Object>> list(TaskState task) {
        return task.snapshots.stream().map(this::shown).toList();
    }

    Map<String, Object> detail(TaskState task, String name) {
        var snapshot = task.snapshots.stream().filter(one -> one.name.equals(name)).findFirst()
                .orElseThrow(() -> Refusal.node(-3, "snapshot_name not exist"));
        var answer = shown(snapshot);
        answer.put("disks", snapshot.disks.stream().map(disk -> object("disk_name", disk, "snapshot_type", "external", "driver_type",
                "qcow2", "snapshot_file", "/data/" + task.taskId + "_" + disk + "." + name)).toList());
        return answer;
    }

    private Map<String, Object> shown(SnapshotState snapshot) {
        return profile == Profile.P22
                ? object("snapshot_name", snapshot.name, "description", snapshot.description, "create_time",
                        NodeInfo.local(snapshot.createdAt), "state", snapshot.state)
                : object("snapshot_name", snapshot.name, "description", snapshot.description, "snapshot_file", snapshot.name + ".qcow2",
                        "create_time", NodeInfo.local(snapshot.createdAt), "status", snapshot.state);
    }

    private List<String> disks(TaskState task, ApiRequest request) {
        var existing = info.disks(task).stream().map(disk -> String.valueOf(disk.get("name"))).toList();
        var wanted = request.additionalNode("disks");
        if (wanted.isMissingNode()) {
            return existing;
        }
        refuseUnless(wanted.isArray(), "additional disks must be an array");
        var disks = new java.util.ArrayList<String>();
        for (var disk : wanted) {
            var name = disk.path("disk_name");
            refuseUnless(name.isTextual(), "parse additional disk_name json failed");
            refuseUnless(existing.contains(name.asText()), "additional disk_name not exist in task:" + task.taskId);
            var type = disk.path("snapshot_type").asText("external");
            refuseUnless(Set.of("external", "no", "internal").contains(type), "invalid additional disks item snapshot_type value:" + type);
            if (!type.equals("no")) {
                disks.add(name.asText());
            }
        }
        refuseUnless(!disks.isEmpty(), "disks is empty");
        return disks;
    }
}
