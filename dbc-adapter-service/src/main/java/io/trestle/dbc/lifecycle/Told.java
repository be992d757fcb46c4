package io.trestle.dbc.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.trestle.dbc.lifecycle.Step.Changed;
import io.trestle.model.compute.VmCreated;
import io.trestle.model.compute.VmDeleted;
import io.trestle.model.compute.VmEvent;
import io.trestle.model.compute.VmFailed;
import io.trestle.model.compute.VmFailure;
import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;
import io.trestle.model.compute.VmStateChanged;

/** A change in the making: the VM and the events that tell of it, which cannot come apart. */
final class Told {

    private final Instant now;
    private final List<VmEvent> events = new ArrayList<>();
    private Vm vm;

    private Told(Vm vm, Instant now) {
        this.vm = vm;
        this.now = now;
    }

    static Told of(Vm vm, Instant now) {
        return new Told(vm, now);
    }

    Told with(Vm other) {
        vm = other;
        return this;
    }

    Vm vm() {
        return vm;
    }

    Told state(VmState next, @Nullable String status) {
        if (next != vm.state()) {
            events.add(new VmStateChanged(vm.id(), vm.tenant(), vm.nodeId(), vm.state(), next, status, now));
        }
        vm = vm.withState(next, status);
        return this;
    }

    Told created(String taskId) {
        vm = vm.withTask(taskId);
        events.add(new VmCreated(vm.id(), vm.tenant(), vm.nodeId(), taskId, now));
        return this;
    }

    Told failed(VmOperation operation, VmFailure reason, String detail, @Nullable String words) {
        vm = vm.withNote(detail);
        events.add(new VmFailed(vm.id(), vm.tenant(), vm.nodeId(), operation, reason, detail, words, now));
        return this;
    }

    /** There is no VM, and never will be. An unwanted one counts as deleted. */
    Told notCreated(VmFailure reason, String detail, @Nullable String words) {
        failed(VmOperation.CREATE, reason, detail, words);
        vm = vm.withState(vm.isUnwanted() ? VmState.DELETED : VmState.FAILED, null).withWork(null);
        return this;
    }

    Told deleted(boolean requested) {
        events.add(new VmDeleted(vm.id(), vm.tenant(), vm.nodeId(), requested, now));
        vm = vm.withState(VmState.DELETED, null).withWork(null).withNote(null);
        return this;
    }

    Changed changed() {
        return new Changed(vm, events);
    }
}
