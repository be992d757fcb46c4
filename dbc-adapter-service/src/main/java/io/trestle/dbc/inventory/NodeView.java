package io.trestle.dbc.inventory;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/** A GPU node in numbers. Sizes in GiB; what the node does not tell is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record NodeView(@JsonProperty("node_id") String nodeId, String version, @Nullable String os,
        @JsonProperty("cpu_type") @Nullable String cpuType,
        @JsonProperty("cpu_cores") @Nullable Integer cpuCores, @JsonProperty("gpu_count") @Nullable Integer gpuCount,
        @JsonProperty("gpu_used") @Nullable Integer gpuUsed, @JsonProperty("mem_gib") @Nullable Double memGib,
        @JsonProperty("mem_free_gib") @Nullable Double memFreeGib, List<Disk> disks, List<String> images) {

    static NodeView of(String nodeId, JsonNode told) {
        var disks = new ArrayList<Disk>();
        var data = told.path("disk_data");
        // One object at nodes of 0.3, a list of them at 0.4.
        (data.isArray() ? data : List.of(data)).forEach(disk -> disks.add(Disk.of(disk)));
        return new NodeView(nodeId, told.path("version").asText(), text(told.path("os")), text(told.path("cpu").path("type")),
                whole(told.path("cpu").path("cores")), whole(told.path("gpu").path("gpu_count")), whole(told.path("gpu").path("gpu_used")),
                gib(told.path("mem").path("size")), gib(told.path("mem").path("free")), disks, Images.names(told.path("images")));
    }

    /** @param path absent at nodes of 0.3 */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Disk(@Nullable String path, @Nullable String type, @JsonProperty("size_gib") @Nullable Double sizeGib,
            @JsonProperty("free_gib") @Nullable Double freeGib) {

        static Disk of(JsonNode disk) {
            return new Disk(text(disk.path("path")), text(disk.path("type")), gib(disk.path("size")), gib(disk.path("free")));
        }
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.asText() : null;
    }

    private static @Nullable Integer whole(JsonNode value) {
        return value.asText().matches("[0-9]{1,9}") ? Integer.valueOf(value.asText()) : null;
    }

    /** {@code 125.5G}, {@code 512M}, {@code 3T}. */
    static @Nullable Double gib(JsonNode value) {
        var text = value.asText();
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?[KMGT]?B?")) {
            return null;
        }
        var number = Double.parseDouble(text.replaceAll("[KMGTB]+$", ""));
        var unit = text.replaceAll("[0-9.B]", "");
        return switch (unit) {
            case "K" -> number / (1024 * 1024);
            case "M" -> number / 1024;
            case "T" -> number * 1024;
            default -> number;
        };
    }
}
