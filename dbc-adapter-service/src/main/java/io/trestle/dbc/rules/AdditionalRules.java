package io.trestle.dbc.rules;

import static io.trestle.dbc.rules.MemberRule.listOf;
import static io.trestle.dbc.rules.MemberRule.multicast;
import static io.trestle.dbc.rules.MemberRule.number;
import static io.trestle.dbc.rules.MemberRule.oneOf;
import static io.trestle.dbc.rules.MemberRule.ports;
import static io.trestle.dbc.rules.MemberRule.words;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which members {@code additional} may have in each call, and what becomes of them. A node ignores members that it does not know; here they are refused. */
public final class AdditionalRules {

    private static final int LOWEST_VNC_PORT = 5900;
    private static final int MOST_GPUS = 256;
    private static final int MOST_CORES = 4096;
    private static final int MOST_GIB = 1_000_000;

    private static final Map<Profile, AdditionalRules> ALL = Map.of(Profile.P22, new AdditionalRules(Profile.P22), Profile.P25,
            new AdditionalRules(Profile.P25));

    private final Map<String, MemberRule> creation = new LinkedHashMap<>();
    private final Map<String, MemberRule> modification = new LinkedHashMap<>();
    private final Map<String, MemberRule> snapshot = new LinkedHashMap<>();
    private final Map<String, MemberRule> image = new LinkedHashMap<>();

    private AdditionalRules(Profile profile) {
        var port = number(1, profile.highestPort());
        var vncPort = number(LOWEST_VNC_PORT, profile.highestVncPort());
        creation.put("ssh_port", port);
        creation.put("rdp_port", port);
        creation.put("vnc_port", vncPort);
        creation.put("custom_port", ports());
        creation.put("image_name", words(Words.IMAGE));
        creation.put("custom_image_name", words(Words.NAME));
        creation.put("operation_system", words(Words.SYSTEM));
        creation.put("bios_mode", oneOf(profile == Profile.P22 ? Set.of("legacy", "uefi") : Set.of("legacy", "uefi", "pxe")));
        creation.put("multicast", listOf(multicast()));
        creation.put("gpu_count", number(0, MOST_GPUS));
        creation.put("cpu_cores", number(1, MOST_CORES));
        creation.put("mem_size", number(1, MOST_GIB));
        creation.put("disk_size", number(1, MOST_GIB));
        creation.put("data_file_name", words(Words.FILE_NAME));
        if (profile == Profile.P25) {
            creation.put("desc", words(Words.DESCRIPTION));
            creation.put("network_name", words(Words.NETWORK_NAME));
            creation.put("public_ip", words(Words.ADDRESS));
            creation.put("network_filters", listOf(words(Words.NETWORK_FILTER)));
            creation.put("interface_model_type", oneOf(Set.of("virtio", "e1000", "rtl8139")));
        }
        modification.put("new_ssh_port", port);
        modification.put("new_rdp_port", port);
        modification.put("new_vnc_port", vncPort);
        modification.put("new_custom_port", ports());
        modification.put("new_gpu_count", number(0, MOST_GPUS));
        modification.put("new_cpu_cores", number(1, MOST_CORES));
        modification.put("new_mem_size", number(1, MOST_GIB));
        modification.put("increase_disk_size", number(1, MOST_GIB));
        snapshot.put("snapshot_name", words(Words.SNAPSHOT_NAME));
        snapshot.put("description", words(Words.DESCRIPTION));
        snapshot.put("disks", listOf(AdditionalRules::disk));
        image.put("image_server", words(Words.IMAGE_SERVER));
        image.put("image_filename", words(Words.FILE_NAME));
        image.put("local_dir", words(Words.DIRECTORY));
    }

    public static AdditionalRules of(Profile profile) {
        return Objects.requireNonNull(ALL.get(profile));
    }

    /** What to send. Anything wrong is in the violations, and the result is then not to be sent. */
    public ObjectNode check(Operation operation, JsonNode additional, List<Violation> violations) {
        var rules = rules(operation);
        var checked = JsonNodeFactory.instance.objectNode();
        additional.fields().forEachRemaining(member -> {
            var rule = rules.get(member.getKey());
            var path = "additional." + (rule == null ? "member" : member.getKey());
            // To the node an empty text is an absent one.
            if (member.getValue().isTextual() && member.getValue().asText().isEmpty() && rule != null) {
                return;
            }
            var value = rule == null ? null : rule.check(path, member.getValue(), violations);
            if (rule == null) {
                violations.add(new Violation("additional", "the node would ignore a member that this call does not have; it has "
                        + (rules.isEmpty() ? "none" : String.join(", ", rules.keySet()))));
            } else if (value != null) {
                checked.set(member.getKey(), value);
            }
        });
        if (violations.isEmpty()) {
            checkClashes(checked, violations);
        }
        return checked;
    }

    private Map<String, MemberRule> rules(Operation operation) {
        return switch (operation) {
            case CREATE -> creation;
            case MODIFY -> modification;
            case SNAPSHOT_CREATE -> snapshot;
            case IMAGES, IMAGE_UPLOAD, IMAGE_DOWNLOAD -> image;
            default -> Map.of();
        };
    }

    private static void checkClashes(ObjectNode additional, List<Violation> violations) {
        var plan = new PortPlan();
        for (var prefix : List.of("", "new_")) {
            for (var name : List.of("ssh_port", "rdp_port", "vnc_port")) {
                var port = additional.path(prefix + name);
                if (port.isTextual()) {
                    clash(plan.take(Integer.parseInt(port.asText()), prefix + name), "additional." + prefix + name, violations);
                }
            }
            var customs = additional.path(prefix + "custom_port");
            for (int i = 0; i < customs.size(); i++) {
                var rule = PortRule.parse(customs.get(i).asText()).get(0);
                clash(plan.take(rule, prefix + "custom_port"), "additional." + prefix + "custom_port", violations);
            }
        }
    }

    private static void clash(@Nullable String other, String path, List<Violation> violations) {
        if (other != null) {
            violations.add(new Violation(path, "shares a port with " + other));
        }
    }

    private static @Nullable JsonNode disk(String path, JsonNode disk, List<Violation> violations) {
        var before = violations.size();
        var checked = JsonNodeFactory.instance.objectNode();
        var rules = Map.of("disk_name", words(Words.DISK), "snapshot_type", oneOf(Set.of("external", "internal", "no")), "driver_type",
                oneOf(Set.of("qcow2")), "snapshot_file", words(Words.IMAGE));
        disk.fields().forEachRemaining(member -> {
            var rule = rules.get(member.getKey());
            var value = rule == null ? null : rule.check(path + "." + (rule == null ? "" : member.getKey()), member.getValue(), violations);
            if (rule == null) {
                violations.add(new Violation(path, "has only disk_name, snapshot_type, driver_type and snapshot_file"));
            } else if (value != null) {
                checked.set(member.getKey(), value);
            }
        });
        if (!checked.has("disk_name") && before == violations.size()) {
            violations.add(new Violation(path + ".disk_name", Words.DISK.expectation()));
        }
        return before == violations.size() ? checked : null;
    }
}
