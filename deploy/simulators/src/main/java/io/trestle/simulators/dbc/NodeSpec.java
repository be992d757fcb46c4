package io.trestle.simulators.dbc;

import java.time.Duration;
import java.util.List;

import io.trestle.dbc.protocol.RenterKey;

/**
 * A GPU node as it stands at the start.
 *
 * @param nodeId 64 lower-case hex digits
 * @param renters addresses of the wallets that rent it; several share it in P25, the first is the one in P22
 * @param rentedFor virtual time until the rentals end
 * @param gpus installed; as {@code cores} (threads), {@code memoryGib} and {@code diskGib} (data disk)
 */
public record NodeSpec(String nodeId, String name, List<String> renters, Duration rentedFor, int gpus, int cores, int memoryGib,
        int diskGib, List<String> images) {

    /** Opens nothing anywhere: the key that the local stack and the tests rent with. */
    public static final String LOCAL_RENTER_KEY = "ab91e73366fdf95579296973667b06c7d3cc6e7b819fe8f0971dfe4545992322";
    public static final String LOCAL_NODE = "1e57ad2c0f0b4f6c9a7d3b5e8c1f2a4d6b8e0c3f5a7d9b1e3c5f7a9d2b4e6c80";

    /** Four GPUs, 32 threads, 256 GiB, rented for a virtual year by the local renter. */
    public static NodeSpec local() {
        return rentedBy(LOCAL_NODE, RenterKey.fromHex(LOCAL_RENTER_KEY).address());
    }

    public static NodeSpec rentedBy(String nodeId, String... renters) {
        return new NodeSpec(nodeId, "gpu-" + nodeId.substring(0, 4), List.of(renters), Duration.ofDays(3650), 4, 32, 256, 3400,
                List.of("ubuntu.qcow2", "ubuntu-2004.qcow2", "windows.qcow2"));
    }

    public NodeSpec rentedFor(Duration virtual) {
        return new NodeSpec(nodeId, name, renters, virtual, gpus, cores, memoryGib, diskGib, images);
    }

    public NodeSpec withCapacity(int gpuCount, int threads, int memory, int disk) {
        return new NodeSpec(nodeId, name, renters, rentedFor, gpuCount, threads, memory, disk, images);
    }
}
