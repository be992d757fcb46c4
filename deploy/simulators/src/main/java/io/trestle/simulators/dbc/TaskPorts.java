package io.trestle.simulators.dbc;

import java.util.stream.Stream;

/** How the node reads and compares ports. Only ssh and rdp ports are ever compared. */
final class TaskPorts {

    private final NodeState node;
    private final Profile profile;

    TaskPorts(NodeState node, Profile profile) {
        this.node = node;
        this.profile = profile;
    }

    /** P22 keeps ports in 16 bits with a sign, so 40000 becomes -25536. */
    int stored(String digits) {
        var value = number(digits);
        return profile == Profile.P22 ? (short) value : value & 0xFFFF;
    }

    void checkLogin(String port, String name) {
        if (profile == Profile.P22) {
            refuseUnless(isDigits(port) && number(port) > 0, name + " is invalid");
            refuseUnless(!occupied(stored(port)), name + " is occupied");
        } else {
            refuseUnless(!port.isEmpty(), name + " is empty");
            refuseUnless(isDigits(port), name + " is not digit");
            refuseUnless(!occupied(stored(port)), "port conflict, exist " + name + " = " + port);
        }
    }

    void checkVnc(String port) {
        refuseUnless(!port.isEmpty(), "vnc port is not specified");
        if (profile == Profile.P22) {
            refuseUnless(isDigits(port) && number(port) >= 5900 && number(port) <= 6000, "vnc_port out of range : [5900, 6000]");
        } else {
            refuseUnless(isDigits(port) && number(port) >= 5900 && number(port) <= 65535, "vnc_port is invalid (usage: [5900, 65535])");
        }
    }

    boolean occupied(int port) {
        return node.tasks.values().stream().flatMap(task -> Stream.of(task.sshPort, task.rdpPort))
                .anyMatch(used -> used != 0 && used == port);
    }

    static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** As {@code atoi} does: what is no number is 0. */
    static int number(String text) {
        return isDigits(text) && text.length() < 10 ? Integer.parseInt(text) : 0;
    }

    static void refuseUnless(boolean holds, String text) {
        if (!holds) {
            throw Refusal.node(text);
        }
    }
}
