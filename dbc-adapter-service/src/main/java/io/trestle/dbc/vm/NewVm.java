package io.trestle.dbc.vm;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.trestle.dbc.lifecycle.VmSpec;

/**
 * A VM that is asked for. Members as in the node's API, numbers as numbers; what the node has rules for is checked by them.
 *
 * @param credential name or id of one of the caller's for this node
 * @param memSize in GiB, as {@code diskSize}
 * @param sshPort of the host; with Windows {@code rdpPort}; a free one is chosen where none is given, as for {@code vncPort}
 * @param customPort {@code tcp,N} · {@code tcp,A:B} · {@code tcp,A-B} · {@code tcp,A-B:C-D}, or udp: ports of the host that lead into the VM
 */
record NewVm(@JsonProperty("node_id") @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "64 lower-case hex digits") String nodeId,
        @NotNull String credential, @JsonProperty("image_name") @NotNull String imageName,
        @JsonProperty("custom_image_name") @Nullable String customImageName,
        @JsonProperty("operation_system") @Nullable String operationSystem, @JsonProperty("bios_mode") @Nullable String biosMode,
        @JsonProperty("gpu_count") @NotNull @Min(0) @Max(256) Integer gpuCount,
        @JsonProperty("cpu_cores") @NotNull @Min(1) @Max(4096) Integer cpuCores,
        @JsonProperty("mem_size") @NotNull @Min(1) @Max(1_000_000) Integer memSize,
        @JsonProperty("disk_size") @NotNull @Min(1) @Max(1_000_000) Integer diskSize,
        @JsonProperty("ssh_port") @Nullable Integer sshPort, @JsonProperty("rdp_port") @Nullable Integer rdpPort,
        @JsonProperty("vnc_port") @Nullable Integer vncPort, @JsonProperty("custom_port") @Nullable List<String> customPort,
        @Nullable List<String> multicast) {

    /** With 0 for a port that is still to be chosen. */
    VmSpec spec() {
        var system = operationSystem == null || operationSystem.isEmpty() ? "ubuntu" : operationSystem;
        var login = system.contains("win") ? rdpPort : sshPort;
        return new VmSpec(customImageName, imageName, system, biosMode, gpuCount, cpuCores, memSize, diskSize, login == null ? 0 : login,
                login != null, vncPort == null ? 0 : vncPort, vncPort != null, customPort == null ? List.of() : customPort,
                multicast == null ? List.of() : multicast);
    }
}
