package io.trestle.dbc.lifecycle;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/** What the node tells of one VM, without its passwords. Sizes in GiB. */
public record TaskDetail(String taskId, @Nullable String sshHost, @Nullable String user, int loginPort, int vncPort, int gpuCount,
        int cpuCores, int memoryGib, int disks, int dataDiskGib) {

    /** Most numbers come as texts, sizes with a unit, some as numbers. */
    public static TaskDetail of(JsonNode message) {
        var login = message.has("rdp_port") ? "rdp_port" : "ssh_port";
        var disks = message.path("disks");
        return new TaskDetail(message.path("task_id").asText(), text(message, "ssh_ip"), text(message, "user_name"),
                number(message.path(login)), number(message.path("vnc_port")), number(message.path("gpu_count")),
                number(message.path("cpu_cores")), number(message.path("mem_size")), disks.size(),
                disks.size() < 2 ? 0 : number(disks.get(1).path("size")));
    }

    /** Whether this can be the VM that the attempt asked for. A node without disks to show (still building) is not held to them. */
    boolean fits(VmSpec spec, Attempt attempt) {
        return loginPort == attempt.loginPort() && vncPort == attempt.vncPort() && gpuCount == spec.gpuCount()
                && cpuCores == spec.cpuCores() && memoryGib == spec.memoryGib() && (dataDiskGib == 0 || dataDiskGib == spec.diskGib());
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.path(name).isTextual() ? json.path(name).asText() : null;
    }

    private static int number(JsonNode value) {
        var digits = value.asText("").replaceAll("[^0-9.].*$", "");
        return digits.isEmpty() || digits.length() > 12 ? 0 : (int) Double.parseDouble(digits);
    }
}
