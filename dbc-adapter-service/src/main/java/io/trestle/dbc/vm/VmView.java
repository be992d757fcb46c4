package io.trestle.dbc.vm;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.trestle.dbc.lifecycle.Vm;

/**
 * A VM as its tenant sees it. Passwords are not in it: {@code GET /vms/{id}/login} asks the node for them.
 *
 * @param state {@code requested creating running stopping closed starting restarting deleting deleted failed}
 * @param nodeStatus the node's own word
 * @param operation what is under way, or absent
 * @param ssh how to get in, once the node told
 * @param rentalEndsAt where it is known
 * @param note what stands in the way, or what went wrong last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VmView(String id, @JsonProperty("node_id") String nodeId, @JsonProperty("credential_id") String credentialId, String state,
        @JsonProperty("node_status") @Nullable String nodeStatus, @JsonProperty("task_id") @Nullable String taskId,
        @Nullable String operation, @JsonProperty("custom_image_name") @Nullable String name, @JsonProperty("image_name") String imageName,
        @JsonProperty("operation_system") String operatingSystem, @JsonProperty("gpu_count") int gpuCount,
        @JsonProperty("cpu_cores") int cpuCores, @JsonProperty("mem_size") int memSize, @JsonProperty("disk_size") int diskSize,
        @JsonProperty("login_port") int loginPort, @JsonProperty("vnc_port") int vncPort,
        @JsonProperty("custom_port") List<String> customPort, @Nullable Login ssh,
        @JsonProperty("rental_ends_at") @Nullable Instant rentalEndsAt,
        @Nullable String note, @JsonProperty("created_at") Instant createdAt, @JsonProperty("updated_at") Instant updatedAt,
        @Nullable List<VmHistory.Line> history) {

    static VmView of(VmEntity entity) {
        return of(entity.vm(), entity.updatedAt, null, null);
    }

    static VmView of(Vm vm, Instant updatedAt, @Nullable Instant rentalEnd, @Nullable List<VmHistory.Line> history) {
        var spec = vm.spec();
        return new VmView(vm.id(), vm.nodeId(), vm.credentialId(), word(vm.state()), vm.nodeStatus(), vm.taskId(),
                vm.work() == null ? null : word(vm.work().operation()), spec.name(), spec.imageName(), spec.operatingSystem(),
                spec.gpuCount(),
                spec.cpuCores(), spec.memoryGib(), spec.diskGib(), spec.loginPort(), spec.vncPort(), spec.customPorts(), Login.of(vm),
                rentalEnd,
                vm.note(), vm.requestedAt(), updatedAt, history);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** @param command for a shell; absent with Windows, where the port is RDP's */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Login(String host, int port, String user, @Nullable String command) {

        static @Nullable Login of(Vm vm) {
            var detail = vm.detail();
            if (detail == null || detail.sshHost() == null || detail.user() == null) {
                return null;
            }
            var command = "ssh -p " + detail.loginPort() + " " + detail.user() + "@" + detail.sshHost();
            // Made of the node's words: only what a shell takes as a plain word becomes a command.
            var plain = (detail.user() + detail.sshHost()).matches("[0-9A-Za-z._:-]+") && !detail.user().startsWith("-");
            return new Login(detail.sshHost(), detail.loginPort(), detail.user(), vm.spec().isWindows() || !plain ? null : command);
        }
    }

    /** @param next to be sent as {@code after} for the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<VmView> vms, @Nullable String next) {
    }
}
