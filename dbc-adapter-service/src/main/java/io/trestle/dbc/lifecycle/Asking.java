package io.trestle.dbc.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.dbc.lifecycle.Step.Changed;
import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;

/** What may be asked of a VM, and what it is from then on. */
public final class Asking {

    private static final Set<VmState> OFF = Set.of(VmState.CLOSED);

    private Asking() {
    }

    /** @throws NotNowException saying what stands in the way */
    public static Changed ask(Vm vm, VmOperation operation, ObjectNode arguments, Instant now, Duration lateEffect) {
        if (operation == VmOperation.DELETE) {
            return delete(vm, now);
        }
        if (vm.isUnwanted() || vm.isOver()) {
            throw new NotNowException("The VM is deleted, being deleted, or never came to be");
        }
        if (vm.taskId() == null || vm.work() != null) {
            throw new NotNowException(
                    vm.work() == null ? "The node has not taken the VM yet" : "Another operation is under way: " + vm.work().operation());
        }
        if (vm.nodeStatus() != null && !NodeStatus.isSettled(vm.nodeStatus())) {
            throw new NotNowException("The node is at work on the VM: " + vm.nodeStatus());
        }
        var allowed = allowedIn(operation);
        if (!allowed.contains(vm.state())) {
            throw new NotNowException("It takes a VM that is " + String.join(" or ", allowed.stream().map(Asking::word).sorted().toList()));
        }
        if ((arguments.has("new_ssh_port") || arguments.has("new_rdp_port")) && vm.hasOpenAttempt(now, lateEffect)) {
            throw new NotNowException("The node may still act on an earlier creation request, from which this port protects");
        }
        var told = Told.of(vm.withWork(Work.of(operation, arguments, now, vm.state())), now);
        return told.state(during(operation, vm.state()), vm.nodeStatus()).changed();
    }

    private static Changed delete(Vm vm, Instant now) {
        if (vm.isOver()) {
            throw new NotNowException("The VM is gone");
        }
        return vm.isUnwanted()
                ? new Changed(vm, List.of())
                : Told.of(vm.withWork(Work.of(VmOperation.DELETE, now, vm.state())), now).state(VmState.DELETING, vm.nodeStatus())
                        .changed();
    }

    private static Set<VmState> allowedIn(VmOperation operation) {
        return switch (operation) {
            case START -> Set.of(VmState.CLOSED, VmState.FAILED);
            case STOP -> Set.of(VmState.RUNNING, VmState.FAILED);
            case RESTART -> Set.of(VmState.RUNNING, VmState.CLOSED);
            default -> OFF;
        };
    }

    private static VmState during(VmOperation operation, VmState state) {
        return switch (operation) {
            case START -> VmState.STARTING;
            case STOP -> VmState.STOPPING;
            case RESTART -> VmState.RESTARTING;
            default -> state;
        };
    }

    private static String word(VmState state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }
}
