package io.trestle.dbc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.RenterKey;
import io.trestle.simulators.dbc.NodeSpec;
import io.vertx.core.json.JsonObject;

/** Who rents in the tests, and the bodies they send. */
public final class Renters {

    public static final RenterKey LOCAL = RenterKey.fromHex(NodeSpec.LOCAL_RENTER_KEY);
    public static final RenterKey OTHER = RenterKey.random();

    /** Well-formed, and no node's. */
    public static final String NODE = "ab".repeat(32);
    public static final String SESSION_ID = DbcId.of(new java.util.UUID(1, 2));
    public static final String TASK = DbcId.encode("1234567890");

    private Renters() {
    }

    public static Map<String, Object> wallet(RenterKey key) {
        var nonce = DbcId.newNonce();
        return Map.of("wallet", key.address(), "nonce", nonce, "sign", key.sign(nonce));
    }

    public static String body(String node, Map<String, ?> additional, Map<String, ?> auth) {
        var body = new LinkedHashMap<String, Object>();
        body.put("peer_nodes_list", node.isEmpty() ? List.of() : List.of(node));
        body.put("additional", additional);
        body.putAll(auth);
        return new JsonObject(body).encode();
    }

    /** As the published description has it; numbers as numbers, which the node itself would ignore. */
    public static Map<String, Object> vm(int sshPort) {
        var vm = new LinkedHashMap<String, Object>();
        vm.put("ssh_port", sshPort);
        vm.put("vnc_port", "5904");
        vm.put("custom_port", List.of("tcp/udp,123", "tcp/udp,111:222", "tcp/udp,333-444", "tcp/udp,555-666:777-888"));
        vm.put("image_name", "ubuntu.qcow2");
        vm.put("custom_image_name", "my-ubuntu-1804");
        vm.put("operation_system", "ubuntu");
        vm.put("bios_mode", "legacy");
        vm.put("multicast", List.of("230.0.0.1:5558"));
        vm.put("gpu_count", 1);
        vm.put("cpu_cores", 4);
        vm.put("mem_size", "8");
        vm.put("disk_size", "10");
        return vm;
    }
}
