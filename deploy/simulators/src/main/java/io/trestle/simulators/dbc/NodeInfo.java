package io.trestle.simulators.dbc;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What the node tells of itself and its VMs, in the shapes of its profile. Numbers are texts with units. */
final class NodeInfo {

    /** The zone of the node's own clock; its answers do not name it. */
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.of("Asia/Shanghai"));

    private final NodeState node;
    private final Profile profile;

    NodeInfo(NodeState node, Profile profile) {
        this.node = node;
        this.profile = profile;
    }

    Map<String, Object> machine() {
        var tasks = node.tasks.values();
        var usedMemory = tasks.stream().mapToInt(task -> task.memoryGib).sum();
        var usedDisk = tasks.stream().mapToInt(NodeInfo::diskOf).sum();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("version", profile.version());
        if (profile == Profile.P25) {
            answer.put("node_type", "compute");
        }
        answer.put("ip", "*.0.*.10");
        answer.put("os", "Ubuntu 18.04.6 LTS 4.15.0-166-generic x86_64");
        var cpu = object("type", "Intel(R) Xeon(R) Gold 6226R CPU @ 2.90GHz", "hz", "2900.00 MHz", "cores", "" + node.cores, "used_usage",
                "3.1%");
        if (profile == Profile.P25) {
            cpu.put("physical_cpus", "2");
        }
        answer.put("cpu", cpu);
        answer.put("gpu", object("gpu_count", "" + node.gpus, "gpu_used", "" + tasks.stream().mapToInt(task -> task.gpus).sum()));
        answer.put("mem", object("size", node.memoryGib + "G", "free", node.memoryGib - usedMemory + "G", "used_usage",
                percent(usedMemory, node.memoryGib)));
        answer.put("disk_system", object("type", "SSD", "size", TaskCreation.systemDiskGib() + "G"));
        var data = object("type", "SSD", "size", node.diskGib + "G", "free", node.diskGib - usedDisk + "G", "used_usage",
                percent(usedDisk, node.diskGib));
        answer.put("disk_data", profile == Profile.P22 ? data : List.of(withPath(data)));
        answer.put("images", profile == Profile.P22
                ? List.copyOf(node.images)
                : node.images.stream().map(image -> object("image_name", image, "image_size", "12G")).toList());
        return answer;
    }

    Map<String, Object> created(TaskState task) {
        return object("task_id", task.taskId, "create_time", local(task.createdAt), "status", task.status);
    }

    Map<String, Object> listed(TaskState task) {
        var answer = created(task);
        if (profile == Profile.P25) {
            answer.put("desc", task.description);
        }
        return answer;
    }

    Map<String, Object> detail(TaskState task) {
        var answer = object("task_id", task.taskId, "os", task.os, "ssh_ip", "127.0.0.1");
        if (task.isWindows()) {
            answer.put("rdp_port", "" + task.rdpPort);
        } else {
            answer.put("ssh_port", "" + task.sshPort);
        }
        answer.put("user_name", task.isWindows() ? "Administrator" : "dbc");
        answer.put("login_password", task.password);
        answer.put("cpu_cores", task.cores);
        answer.put("gpu_count", task.gpus);
        answer.put("mem_size", task.memoryGib + "G");
        answer.put("disk_system", TaskCreation.systemDiskGib() + "G");
        answer.put("vnc_port", "" + task.vncPort);
        answer.put("vnc_password", task.password);
        if (profile == Profile.P25) {
            answer.put("desc", task.description);
            answer.put("network_name", "");
            answer.put("rent_order", task.rentOrder);
            answer.put("network_filters", List.of());
            answer.put("interface", List.of(object("name", "vnet0", "type", "bridge", "mac_address", "52:54:00:00:00:01")));
        }
        answer.put("create_time", local(task.createdAt));
        answer.put("status", task.status);
        if (!task.multicast.isEmpty()) {
            answer.put("local_address", List.of("10.0.0.5"));
        }
        answer.put("disks", disks(task));
        return answer;
    }

    List<Map<String, Object>> disks(TaskState task) {
        var disks = new java.util.ArrayList<Map<String, Object>>();
        disks.add(disk("vda", TaskCreation.systemDiskGib(), "system_" + task.taskId + ".qcow2"));
        disks.add(disk("vdb", task.diskGib, "data_1_" + task.taskId + ".qcow2"));
        for (int i = 0; i < task.moreDisks.size(); i++) {
            disks.add(disk("vd" + (char) ('c' + i), task.moreDisks.get(i), "data_" + (i + 2) + "_" + task.taskId + ".qcow2"));
        }
        return disks;
    }

    List<Map<String, Object>> rentOrders() {
        return node.rentals.stream().map(rental -> object("id", rental.order, "renter", rental.wallet, "rent_end",
                rental.ends.getEpochSecond(), "rent_status", "renting", "gpu_nums", rental.gpuIndexes.size(), "gpu_index",
                rental.gpuIndexes)).toList();
    }

    static int diskOf(TaskState task) {
        return task.diskGib + task.moreDisks.stream().mapToInt(Integer::intValue).sum();
    }

    static String local(Instant instant) {
        return LOCAL_TIME.format(instant);
    }

    static Map<String, Object> object(Object... members) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < members.length; i += 2) {
            map.put((String) members[i], Objects.requireNonNull(members[i + 1]));
        }
        return map;
    }

    private Map<String, Object> disk(String name, int size, String file) {
        return profile == Profile.P22
                ? object("name", name, "type", "qcow2", "size", size + "G", "source_file", file)
                : object("name", name, "size", size + "G", "source_file", file);
    }

    private static Map<String, Object> withPath(Map<String, Object> disk) {
        var all = object("path", "/data");
        all.putAll(disk);
        return all;
    }

    private static String percent(int part, int whole) {
        return whole == 0 ? "0%" : Math.round(10_000.0 * part / whole) / 100.0 + "%";
    }
}
