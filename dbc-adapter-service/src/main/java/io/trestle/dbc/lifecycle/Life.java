package io.trestle.dbc.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.trestle.dbc.lifecycle.Sight.Listing;
import io.trestle.dbc.lifecycle.Step.Changed;
import io.trestle.dbc.lifecycle.Step.ReadDetail;
import io.trestle.dbc.lifecycle.Step.Rest;
import io.trestle.dbc.lifecycle.Step.Send;
import io.trestle.dbc.nodeapi.NodeReply;
import io.trestle.model.compute.VmFailure;
import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;

/** A VM that the node has: its verbs, its states as they are seen, and its end. */
final class Life {

    /** A VM that is missing, or a verb that shows no effect, is believed at this many looks in a row. */
    private static final int CONVINCING = 3;

    private final Pace pace;

    Life(Pace pace) {
        this.pace = pace;
    }

    Step next(Vm vm, Sight sight, Instant now) {
        if (sight instanceof Sight.Unseen) {
            return new Step.Look();
        }
        if (sight instanceof Listing listing) {
            var duplicate = vm.hasOpenAttempt(now, pace.lateEffect()) ? find(vm, listing) : null;
            if (duplicate != null) {
                return new Step.RemoveDuplicate(duplicate.taskId());
            }
            var status = listing.statuses().get(vm.taskId());
            return status == null ? missing(vm, now) : present(vm, status, now);
        }
        var work = vm.work();
        if (sight instanceof Sight.Refused refused) {
            return work != null && !vm.isUnwanted()
                    ? workFailed(vm, work, refused.reason(), "The node refuses the renter's credential", refused.words(), now)
                    : waiting(vm, "The node does not let this renter look: " + refused.words(), pace.settled());
        }
        var words = ((Sight.Unreachable) sight).words();
        return work != null && !vm.isUnwanted() && isLate(work, now)
                ? workFailed(vm, work, VmFailure.NODE_UNAVAILABLE, "The node does not answer", words, now)
                : waiting(vm, "The node does not answer: " + words, pace.retry(4));
    }

    /** What an attempt of this VM made, and is not known to be this VM or another. */
    @Nullable
    TaskDetail find(Vm vm, Listing listing) {
        var before = Objects.requireNonNullElse(vm.tasksBefore(), List.<String>of());
        return listing.strangers().stream()
                .filter(task -> !before.contains(task.taskId()) && !task.taskId().equals(vm.taskId()))
                .filter(task -> vm.attempts().stream().anyMatch(attempt -> task.fits(vm.spec(), attempt)))
                .findFirst().orElse(null);
    }

    private Step missing(Vm vm, Instant now) {
        if (vm.isUnwanted() && vm.hasOpenAttempt(now, pace.lateEffect())) {
            return waiting(vm, "It is gone, and the node may still act on a creation request that it did not answer", pace.retry(4));
        }
        if (vm.isUnwanted() || vm.looks() + 1 >= CONVINCING) {
            return Told.of(vm, now).deleted(vm.isUnwanted()).changed();
        }
        // A single look may have come to the node while it was starting.
        return new Step.Noted(vm.withLooks(vm.looks() + 1).withNote("The node does not list it"), pace.changing());
    }

    private Step present(Vm vm, String status, Instant now) {
        var work = vm.work();
        if (work != null) {
            return work(vm, work, status, now);
        }
        var seen = NodeStatus.state(status);
        if (seen != vm.state() || !status.equals(vm.nodeStatus())) {
            // A verb that was taken on may show only later.
            var soon = seen != vm.state() && status.equals(vm.nodeStatus()) && vm.looks() + 1 < CONVINCING;
            return soon ? new Step.Noted(vm.withLooks(vm.looks() + 1), pace.changing()) : observed(vm, status, seen, now);
        }
        if (vm.detail() == null && (seen == VmState.RUNNING || seen == VmState.CLOSED)) {
            return new ReadDetail();
        }
        return vm.note() == null || vm.state() == VmState.FAILED
                ? new Rest(NodeStatus.isSettled(status) ? pace.settled() : pace.changing())
                : new Changed(vm.withNote(null).withLooks(0), List.of());
    }

    private Step observed(Vm vm, String status, VmState seen, Instant now) {
        var told = Told.of(vm, now);
        if (seen == VmState.FAILED && NodeStatus.failedOperation(status) != VmOperation.CREATE && !status.equals(vm.nodeStatus())) {
            told.failed(NodeStatus.failedOperation(status), VmFailure.NODE_FAILED, "The node says: " + status, status);
        }
        return told.state(seen, status).changed();
    }

    private Step work(Vm vm, Work work, String status, Instant now) {
        if (work.operation() == VmOperation.DELETE) {
            // "deleting" may also be a deletion that somebody else asked for; either way there is nothing to send.
            return status.equals("deleting") ? new Rest(pace.changing()) : whenDue(work, now);
        }
        if (work.uncertain() && work.sent() > 0) {
            if (hasShownEffect(work, status)) {
                return new Changed(accepted(vm, work), List.of());
            }
            if (work.operation() == VmOperation.MODIFY && work.disksBefore() != null && vm.detail() == null) {
                return new ReadDetail();
            }
        }
        if (isLate(work, now)) {
            return workFailed(vm, work, VmFailure.NODE_UNAVAILABLE, "The node did not answer the request", null, now);
        }
        return work.operation() == VmOperation.MODIFY && work.disksBefore() == null ? new ReadDetail() : whenDue(work, now);
    }

    private static boolean hasShownEffect(Work work, String status) {
        return switch (work.operation()) {
            case START -> status.equals("starting") || status.equals("running");
            case STOP -> NodeStatus.state(status) == VmState.STOPPING || status.equals("closed");
            case RESTART -> status.equals("restarting");
            case SNAPSHOT -> status.equals("creating snapshot") || status.equals("snapshot creating");
            default -> false;
        };
    }

    private Step whenDue(Work work, Instant now) {
        if (work.sentAt() == null) {
            return new Send(work.operation());
        }
        // A second disk would come of a repetition as long as the first request may still take effect.
        var pause = work.addsDisk() && work.uncertain() ? pace.lateEffect() : pace.retry(work.sent());
        var wait = Duration.between(now, work.sentAt().plus(pause));
        return wait.isNegative() || wait.isZero() ? new Send(work.operation()) : new Rest(wait);
    }

    Changed after(Vm vm, VmOperation operation, NodeReply reply, Instant now) {
        var work = vm.work();
        if (work == null || work.operation() != operation) {
            // Something else was asked for meanwhile.
            return new Changed(vm, List.of());
        }
        if (reply instanceof NodeReply.Accepted) {
            return new Changed(operation == VmOperation.DELETE ? vm.withWork(work.answered(false)) : accepted(vm, work), List.of());
        }
        if (reply instanceof NodeReply.Refused refused) {
            return refused(vm, work, refused, now);
        }
        var uncertain = reply instanceof NodeReply.Uncertain;
        var noted = vm.withWork(work.answered(uncertain || work.sent() > 1 && work.uncertain()));
        return new Changed(operation == VmOperation.MODIFY ? noted.withDetail(null) : noted, List.of());
    }

    private Changed refused(Vm vm, Work work, NodeReply.Refused refused, Instant now) {
        var words = refused.words();
        var done = switch (work.operation()) {
            case START -> words.equals("task is running");
            case STOP -> words.equals("task is shut_off");
            case SNAPSHOT -> work.sent() > 1 && words.equals("snapshot_name is already exist");
            default -> false;
        };
        if (done) {
            return new Changed(accepted(vm, work), List.of());
        }
        if (work.operation() == VmOperation.DELETE) {
            // Never given up: a VM that nobody deletes costs rent. Whether it is there at all, the next look shows.
            return new Changed(vm.withWork(work.answered(false)).withNote("The node refuses the deletion: " + words), List.of());
        }
        return workFailed(vm, work, refused.reason(), "The node refused: " + words, words, now);
    }

    private static Vm accepted(Vm vm, Work work) {
        var spec = work.operation() == VmOperation.MODIFY ? vm.spec().modified(work.arguments()) : vm.spec();
        return vm.withSpec(spec).withWork(null).withDetail(null).withNote(null).withLooks(0);
    }

    private static Changed workFailed(Vm vm, Work work, VmFailure reason, String detail, @Nullable String words, Instant now) {
        return Told.of(vm.withWork(null).withDetail(null), now).failed(work.operation(), reason, detail, words)
                .state(work.before(), vm.nodeStatus()).changed();
    }

    /** The details that a work waits for, or that callers see. */
    Changed read(Vm vm, NodeReply reply, Instant now) {
        if (!(reply instanceof NodeReply.Accepted accepted)) {
            // Once more at the next look; a renter who may not look is found out there.
            return new Changed(vm.withLooks(vm.looks() + 1), List.of());
        }
        var detail = TaskDetail.of(accepted.message());
        var work = vm.work();
        var read = vm.withDetail(detail);
        if (work == null || work.operation() != VmOperation.MODIFY) {
            return new Changed(read, List.of());
        }
        if (work.disksBefore() == null) {
            return new Changed(read.withWork(work.withDisksBefore(detail.disks())), List.of());
        }
        return new Changed(work.sent() > 0 && isModified(vm, work, detail) ? accepted(vm, work) : read, List.of());
    }

    private static boolean isModified(Vm vm, Work work, TaskDetail seen) {
        var wanted = vm.spec().modified(work.arguments());
        var disks = Objects.requireNonNullElse(work.disksBefore(), 0);
        return wanted.loginPort() == seen.loginPort() && wanted.vncPort() == seen.vncPort() && wanted.gpuCount() == seen.gpuCount()
                && wanted.cpuCores() == seen.cpuCores() && wanted.memoryGib() == seen.memoryGib()
                && (!work.addsDisk() || seen.disks() > disks);
    }

    private static Step waiting(Vm vm, String why, Duration pause) {
        return why.equals(vm.note()) ? new Rest(pause) : new Step.Noted(vm.withNote(why), pause);
    }

    private boolean isLate(Work work, Instant now) {
        return work.since().plus(pace.giveUp()).isBefore(now);
    }
}
