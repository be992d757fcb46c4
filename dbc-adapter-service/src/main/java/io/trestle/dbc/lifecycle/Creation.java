package io.trestle.dbc.lifecycle;

import static io.trestle.model.compute.VmFailure.NODE_UNAVAILABLE;
import static io.trestle.model.compute.VmFailure.OTHER;
import static io.trestle.model.compute.VmFailure.PORT_TAKEN;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.trestle.dbc.lifecycle.Attempt.Result;
import io.trestle.dbc.lifecycle.Sight.Listing;
import io.trestle.dbc.lifecycle.Step.Changed;
import io.trestle.dbc.nodeapi.NodeReply;
import io.trestle.dbc.protocol.DbcId;
import io.trestle.model.compute.VmFailure;
import io.trestle.model.compute.VmState;

/**
 * From a request to a VM, exactly once, over an API that is at most once. After an attempt without a clear answer the node is asked what it has,
 * and only if the VM is not there the request is repeated with the same login port: the node never takes two VMs with one login port, so an early
 * attempt that takes effect late finds the port taken by the later one, or the other way round. As long as an attempt may still take effect, no
 * other port is tried, no failure is told and no deletion is final.
 */
final class Creation {

    private static final int MOST_PORTS = 5;

    private final Pace pace;
    private final Life life;

    Creation(Pace pace, Life life) {
        this.pace = pace;
        this.life = life;
    }

    Step next(Vm vm, Sight sight, Instant now) {
        if (sight instanceof Sight.Unseen) {
            return new Step.Look();
        }
        if (sight instanceof Sight.Refused refused) {
            return vm.attempts().stream().anyMatch(Attempt::isUncertain)
                    ? waiting(vm, "The node does not let this renter look: " + refused.words())
                    : notCreated(vm, refused.reason(), "The node refuses the renter's credential", refused.words(), now);
        }
        if (sight instanceof Listing listing) {
            return next(vm, listing, now);
        }
        return unreachable(vm, ((Sight.Unreachable) sight).words(), now);
    }

    /** Without a look nothing can be told of an attempt that may have succeeded, however long ago: then there is no giving up. */
    private Step unreachable(Vm vm, String words, Instant now) {
        var nothingSent = vm.attempts().stream().noneMatch(Attempt::isUncertain);
        if (nothingSent && vm.isUnwanted()) {
            return cancelled(vm, now);
        }
        return nothingSent && isLate(vm, now)
                ? notCreated(vm, NODE_UNAVAILABLE, "The node could not be reached", words, now)
                : waiting(vm, "The node does not answer: " + words);
    }

    private Step next(Vm vm, Listing listing, Instant now) {
        if (vm.tasksBefore() == null) {
            return vm.isUnwanted()
                    ? cancelled(vm, now)
                    : new Changed(vm.withTasksBefore(listing.statuses().keySet().stream().sorted().toList()), List.of());
        }
        var found = life.find(vm, listing);
        if (found != null) {
            return adopted(vm, found.taskId(), listing.statuses().get(found.taskId()), now);
        }
        var open = vm.hasOpenAttempt(now, pace.lateEffect());
        if (vm.isUnwanted()) {
            return open
                    ? waiting(vm, "The node may still act on a request that it did not answer; what comes of it will be deleted")
                    : cancelled(vm, now);
        }
        var last = vm.lastAttempt();
        return last != null && last.result() == Result.REFUSED ? afterRefusal(vm, last, open, now) : repeated(vm, last, open, now);
    }

    private Step repeated(Vm vm, @Nullable Attempt last, boolean open, Instant now) {
        if (!isLate(vm, now)) {
            return afterPause(vm, last, now);
        }
        return open
                ? waiting(vm, "The node answers no creation request; it may still act on one")
                : notCreated(vm, NODE_UNAVAILABLE, "The node did not answer the creation request, and has no such VM",
                        last == null ? null : last.words(), now);
    }

    private Step afterRefusal(Vm vm, Attempt last, boolean open, Instant now) {
        if (open) {
            // An earlier attempt may be the one that has the port, or come later.
            return waiting(vm, "The node refused a repetition of a request that it may still act on: " + last.words());
        }
        if (last.reason() == PORT_TAKEN && !vm.spec().loginPortGiven() && refusals(vm) < MOST_PORTS) {
            return last.loginPort() == vm.spec().loginPort() ? new Step.ChoosePort() : new Step.Create();
        }
        var reason = Objects.requireNonNullElse(last.reason(), OTHER);
        return notCreated(vm, reason, "The node refused the VM: " + last.words(), last.words(), now);
    }

    private Step afterPause(Vm vm, @Nullable Attempt last, Instant now) {
        if (last == null) {
            return new Step.Create();
        }
        var wait = Duration.between(now, last.sentAt().plus(pace.retry(vm.attempts().size())));
        return wait.isNegative() || wait.isZero() ? new Step.Create() : new Step.Rest(wait);
    }

    Changed after(Vm vm, NodeReply reply, Instant now) {
        var attempt = Objects.requireNonNull(vm.lastAttempt(), "Stored before it was sent");
        if (reply instanceof NodeReply.Accepted accepted) {
            var taskId = accepted.message().path("task_id").asText("");
            return DbcId.isValid(taskId)
                    ? adopted(vm, taskId, accepted.message().path("status").asText("creating"), now)
                    : unchanged(vm, attempt.ended(Result.UNCERTAIN, null, "no task_id in the answer"));
        }
        if (reply instanceof NodeReply.Refused refused) {
            // A nonce of ours can only be used up if this very request came to the node before.
            var repeated = refused.words().endsWith("nonce check failed");
            return unchanged(vm, attempt.ended(repeated ? Result.UNCERTAIN : Result.REFUSED, refused.reason(), refused.words()));
        }
        return reply instanceof NodeReply.NotSent notSent
                ? unchanged(vm, attempt.ended(Result.NOT_SENT, null, notSent.words()))
                : unchanged(vm, attempt.ended(Result.UNCERTAIN, null, ((NodeReply.Uncertain) reply).words()));
    }

    private static Changed unchanged(Vm vm, Attempt attempt) {
        return new Changed(vm.withLastAttempt(attempt), List.of());
    }

    private Changed adopted(Vm vm, String taskId, @Nullable String status, Instant now) {
        var told = Told.of(vm.withAttempts(answered(vm.attempts())), now).created(taskId);
        if (!vm.isUnwanted()) {
            told.with(told.vm().withWork(null)).state(NodeStatus.state(Objects.requireNonNullElse(status, "creating")), status);
        }
        return told.changed();
    }

    /** One attempt made the VM: the last that may have; the others without an answer may still come. */
    private static List<Attempt> answered(List<Attempt> attempts) {
        var all = new ArrayList<>(attempts);
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).isUncertain()) {
                all.set(i, all.get(i).ended(Result.ACCEPTED, null, null));
                return all;
            }
        }
        return all;
    }

    private static long refusals(Vm vm) {
        return vm.attempts().stream().filter(attempt -> attempt.result() == Result.REFUSED).count();
    }

    private static Changed cancelled(Vm vm, Instant now) {
        return notCreated(vm, OTHER, "It was deleted before the node had it", null, now);
    }

    private static Changed notCreated(Vm vm, VmFailure reason, String detail, @Nullable String words, Instant now) {
        return Told.of(vm, now).notCreated(reason, detail, words).changed();
    }

    /** Says why, and looks again later. */
    private Step waiting(Vm vm, String why) {
        var pause = pace.retry(Math.max(1, vm.attempts().size()));
        return why.equals(vm.note()) ? new Step.Rest(pause) : new Step.Noted(vm.withNote(why), pause);
    }

    private boolean isLate(Vm vm, Instant now) {
        return vm.state() == VmState.REQUESTED && vm.requestedAt().plus(pace.giveUp()).isBefore(now);
    }
}
