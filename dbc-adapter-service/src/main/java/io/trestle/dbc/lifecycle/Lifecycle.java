package io.trestle.dbc.lifecycle;

import java.time.Instant;
import java.util.List;

import io.trestle.dbc.lifecycle.Step.Changed;
import io.trestle.dbc.lifecycle.Step.Create;
import io.trestle.dbc.lifecycle.Step.Over;
import io.trestle.dbc.lifecycle.Step.ReadDetail;
import io.trestle.dbc.lifecycle.Step.RemoveDuplicate;
import io.trestle.dbc.lifecycle.Step.Request;
import io.trestle.dbc.lifecycle.Step.Send;
import io.trestle.dbc.nodeapi.NodeReply;

/**
 * The rules. {@link #next} says what to do; a request is stored as {@link #before} says, sent, and stored as {@link #after} says. Whoever dies in
 * between leaves a state from which {@link #next} goes on.
 */
public final class Lifecycle {

    private final Creation creation;
    private final Life life;

    public Lifecycle(Pace pace) {
        life = new Life(pace);
        creation = new Creation(pace, life);
    }

    public Step next(Vm vm, Sight sight, Instant now) {
        if (vm.isOver()) {
            return new Over();
        }
        return vm.taskId() == null ? creation.next(vm, sight, now) : life.next(vm, sight, now);
    }

    /** What must be known to whoever comes after, if this process dies with the request on its way. */
    public Vm before(Vm vm, Request request, Instant now) {
        if (request instanceof Create) {
            var attempts = new java.util.ArrayList<>(vm.attempts());
            attempts.add(Attempt.begun(vm.spec(), now));
            return vm.withAttempts(attempts);
        }
        return request instanceof Send && vm.work() != null ? vm.withWork(vm.work().sending(now)) : vm;
    }

    /** What the answer changes. */
    public Changed after(Vm vm, Request request, NodeReply reply, Instant now) {
        if (request instanceof Create) {
            return creation.after(vm, reply, now);
        }
        if (request instanceof ReadDetail) {
            return life.read(vm, reply, now);
        }
        // Whether a duplicate is gone, the next look shows.
        return request instanceof RemoveDuplicate ? new Changed(vm, List.of()) : life.after(vm, ((Send) request).operation(), reply, now);
    }
}
