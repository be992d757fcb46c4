package io.trestle.simulators.dbc;

import static io.trestle.simulators.dbc.TaskPorts.isDigits;
import static io.trestle.simulators.dbc.TaskPorts.number;
import static io.trestle.simulators.dbc.TaskPorts.refuseUnless;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.trestle.dbc.protocol.DbcId;
import io.trestle.simulators.dbc.NodeState.Rental;

/** Takes a request for a VM on, after the node's checks in the node's order. */
final class TaskCreation {

    private static final int SYSTEM_DISK_GIB = 350;
    private static final int RESERVED_MEMORY_GIB = 32;
    private static final String PASSWORD_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*";

    private final NodeState node;
    private final Clock clock;
    private final Profile profile;
    private final TaskPorts ports;
    private final Random random = new Random();

    TaskCreation(NodeState node, Clock clock, Profile profile) {
        this.node = node;
        this.clock = clock;
        this.profile = profile;
        this.ports = new TaskPorts(node, profile);
    }

    TaskState create(ApiRequest request, Rental rental) {
        refuseUnless(!request.additionalIsEmpty(), "additional is empty");
        var task = new TaskState();
        task.os = request.additional("operation_system").isEmpty() ? "generic" : request.additional("operation_system");
        readPorts(request, task);
        readImage(request, task);
        readSizes(request, task, rental);
        checkSystem(request, task);
        readMulticast(request, task);
        task.taskId = DbcId.encode(random.nextInt(1_000_000) + "" + (node.created++ * 1009 + clock.instant().getNano() / 1000 % 1_000_000));
        task.wallet = rental.wallet;
        task.rentOrder = rental.order;
        task.name = request.additional("custom_image_name");
        task.description = request.additional("desc");
        task.createdAt = clock.instant();
        task.password = password();
        task.log.add("begin create vm " + task.taskId);
        node.tasks.put(task.taskId, task);
        return task;
    }

    private void readPorts(ApiRequest request, TaskState task) {
        var login = task.isWindows() ? "rdp_port" : "ssh_port";
        var port = request.additional(login);
        ports.checkLogin(port, login);
        if (task.isWindows()) {
            task.rdpPort = ports.stored(port);
        } else {
            task.sshPort = ports.stored(port);
        }
        ports.checkVnc(request.additional("vnc_port"));
        task.vncPort = ports.stored(request.additional("vnc_port"));
        task.customPorts = request.additionalTexts("custom_port");
    }

    private void readImage(ApiRequest request, TaskState task) {
        task.image = request.additional("image_name");
        refuseUnless(task.image.endsWith("qcow2"), "image_name is empty or image_name is invalid");
        refuseUnless(!node.transfers.containsKey(task.image),
                "image:" + task.image + " in downloading or uploading, please try again later");
        refuseUnless(node.images.contains(task.image), "image not exist");
    }

    private void readSizes(ApiRequest request, TaskState task, Rental rental) {
        task.cores = number(request.additional("cpu_cores"));
        refuseUnless(task.cores > 0, "cpu_cores is invalid");
        refuseUnless(isDigits(request.additional("gpu_count")), "gpu_count is invalid");
        task.gpus = number(request.additional("gpu_count"));
        task.memoryGib = number(request.additional("mem_size"));
        refuseUnless(task.memoryGib > 0, "mem_size is invalid");
        task.diskGib = number(request.additional("disk_size"));
        refuseUnless(task.diskGib > 0, "disk_size is invalid");
        refuseUnless(profile == Profile.P22 || task.gpus <= rental.gpuIndexes.size(), "gpu_count exceeds number of leases");
        checkCapacity(task.gpus, task.cores, task.memoryGib, task.diskGib, null);
    }

    /** @param besides a task whose share counts as free, or null */
    void checkCapacity(int gpus, int cores, int memoryGib, int diskGib, @org.jspecify.annotations.Nullable TaskState besides) {
        var others = node.tasks.values().stream().filter(task -> task != besides).toList();
        refuseUnless(cores <= node.cores - 2 - others.stream().mapToInt(task -> task.cores).sum(), "allocate cpu failed");
        refuseUnless(gpus <= node.gpus - others.stream().mapToInt(task -> task.gpus).sum(), "allocate gpu failed");
        refuseUnless(memoryGib <= node.memoryGib - RESERVED_MEMORY_GIB - others.stream().mapToInt(task -> task.memoryGib).sum(),
                "allocate mem failed");
        refuseUnless(diskGib <= node.diskGib - others.stream().mapToInt(NodeInfo::diskOf).sum(), "allocate disk failed");
    }

    private void checkSystem(ApiRequest request, TaskState task) {
        var bios = request.additional("bios_mode");
        if (profile == Profile.P22) {
            refuseUnless(task.os.equals("generic") || task.os.contains("ubuntu") || task.os.contains("win"),
                    "unsupported operation system");
            refuseUnless(bios.isEmpty() || bios.equals("legacy") || bios.equals("uefi"), "bios mode only supported [legacy] or [uefi]");
        } else {
            refuseUnless(Set.of("linux", "windows").contains(task.os),
                    "unsupported operation system: " + task.os + " (usage: 'linux' 'windows')");
            refuseUnless(bios.isEmpty() || List.of("legacy", "uefi", "pxe").contains(bios), "bios mode only supported [legacy] or [uefi]");
        }
    }

    private static void readMulticast(ApiRequest request, TaskState task) {
        task.multicast = request.additionalTexts("multicast");
        for (var address : task.multicast) {
            var parts = address.split(":", -1);
            refuseUnless(parts.length == 2, "multicast format: ip:port");
            var first = parts[0].split("\\.")[0];
            refuseUnless(number(first) >= 224 && number(first) <= 239, "address is not a multicast address");
        }
    }

    private String password() {
        return random.ints(16, 0, PASSWORD_LETTERS.length()).mapToObj(i -> String.valueOf(PASSWORD_LETTERS.charAt(i)))
                .reduce("", String::concat);
    }

    static int systemDiskGib() {
        return SYSTEM_DISK_GIB;
    }
}
