package io.trestle.dbc.lifecycle;

import java.util.Set;

import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;

/** The status words of both generations of nodes. */
final class NodeStatus {

    private static final Set<VmState> SETTLED = Set.of(VmState.RUNNING, VmState.CLOSED, VmState.FAILED);

    private NodeStatus() {
    }

    static VmState state(String word) {
        return switch (word) {
            case "creating" -> VmState.CREATING;
            case "running" -> VmState.RUNNING;
            case "starting" -> VmState.STARTING;
            case "stopping", "being shutdown", "being poweroff" -> VmState.STOPPING;
            case "restarting", "resetting" -> VmState.RESTARTING;
            case "deleting" -> VmState.DELETING;
            // Asleep and off answer to the same verb. Snapshots and disks are worked on while it is off.
            default -> word.endsWith("error") ? VmState.FAILED : VmState.CLOSED;
        };
    }

    /** Nothing changes by itself. */
    static boolean isSettled(String word) {
        return SETTLED.contains(state(word)) && !word.startsWith("creating ") && !word.startsWith("snapshot ")
                && !(word.startsWith("disk ") && word.endsWith("ing"));
    }

    /** What failed, for words like {@code start error}. */
    static VmOperation failedOperation(String word) {
        return switch (word) {
            case "create error" -> VmOperation.CREATE;
            case "start error" -> VmOperation.START;
            case "shutdown error", "poweroff error" -> VmOperation.STOP;
            case "restart error", "reset error" -> VmOperation.RESTART;
            case "delete error" -> VmOperation.DELETE;
            case "create snapshot error" -> VmOperation.SNAPSHOT;
            case "resize disk error", "add disk error", "delete disk error" -> VmOperation.MODIFY;
            default -> VmOperation.OTHER;
        };
    }
}
