package io.trestle.dbc.lifecycle;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The VM that was asked for, its ports chosen.
 *
 * @param name {@code custom_image_name}
 * @param operatingSystem as the node is told: {@code ubuntu}, {@code win} …
 * @param memoryGib as {@code diskGib} (the data disk)
 * @param loginPort of the host, for SSH, or RDP with Windows
 * @param loginPortGiven the caller chose it; one that was allocated may be replaced
 * @param customPorts in the node's grammar
 */
public record VmSpec(@Nullable String name, String imageName, String operatingSystem, @Nullable String biosMode, int gpuCount, int cpuCores,
        int memoryGib, int diskGib, int loginPort, boolean loginPortGiven, int vncPort, boolean vncPortGiven, List<String> customPorts,
        List<String> multicast) {

    public VmSpec {
        customPorts = List.copyOf(customPorts);
        multicast = List.copyOf(multicast);
    }

    @JsonIgnore
    public boolean isWindows() {
        return operatingSystem.contains("win");
    }

    public VmSpec withPorts(int login, int vnc) {
        return new VmSpec(name, imageName, operatingSystem, biosMode, gpuCount, cpuCores, memoryGib, diskGib, login, loginPortGiven, vnc,
                vncPortGiven, customPorts, multicast);
    }

    /** After a modification that the node took. */
    VmSpec modified(ObjectNode changes) {
        var custom = changes.has("new_custom_port") ? texts(changes, "new_custom_port") : customPorts;
        return new VmSpec(name, imageName, operatingSystem, biosMode, changes.path("new_gpu_count").asInt(gpuCount),
                changes.path("new_cpu_cores").asInt(cpuCores), changes.path("new_mem_size").asInt(memoryGib), diskGib,
                changes.path(isWindows() ? "new_rdp_port" : "new_ssh_port").asInt(loginPort), loginPortGiven,
                changes.path("new_vnc_port").asInt(vncPort), vncPortGiven, custom, multicast);
    }

    /** {@code additional} of the creation request. */
    public ObjectNode additional() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put(isWindows() ? "rdp_port" : "ssh_port", "" + loginPort).put("vnc_port", "" + vncPort).put("image_name", imageName)
                .put("operation_system", operatingSystem).put("gpu_count", "" + gpuCount).put("cpu_cores", "" + cpuCores)
                .put("mem_size", "" + memoryGib).put("disk_size", "" + diskGib);
        if (name != null) {
            json.put("custom_image_name", name);
        }
        if (biosMode != null) {
            json.put("bios_mode", biosMode);
        }
        if (!customPorts.isEmpty()) {
            customPorts.forEach(json.putArray("custom_port")::add);
        }
        if (!multicast.isEmpty()) {
            multicast.forEach(json.putArray("multicast")::add);
        }
        return json;
    }

    private static List<String> texts(ObjectNode json, String name) {
        var all = new java.util.ArrayList<String>();
        json.path(name).forEach(item -> all.add(item.asText()));
        return all;
    }
}
