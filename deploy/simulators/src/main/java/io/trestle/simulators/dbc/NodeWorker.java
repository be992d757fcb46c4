package io.trestle.simulators.dbc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.trestle.simulators.dbc.NodeState.Job;
import io.trestle.simulators.dbc.NodeState.Kind;
import io.trestle.simulators.dbc.TaskState.Domain;

/** The node's single worker: one job after the other, in virtual time. What ended by now takes effect when somebody looks. */
final class NodeWorker {

    /** After the end of a rental: the VMs are off for this long, then gone. */
    private static final Duration KEPT_AFTER_RENTAL = Duration.ofDays(10);

    private final NodeState node;
    private final Clock clock;
    private final Profile profile;

    NodeWorker(NodeState node, Clock clock, Profile profile) {
        this.node = node;
        this.clock = clock;
        this.profile = profile;
    }

    void queue(TaskState task, Kind kind, boolean fails, String detail) {
        var now = clock.instant();
        var free = node.queue.isEmpty() ? now : node.queue.get(node.queue.size() - 1).ends;
        var job = new Job();
        job.taskId = task.taskId;
        job.kind = kind;
        job.ends = (free.isBefore(now) ? now : free).plus(duration(task, kind));
        job.fails = fails;
        job.detail = detail;
        node.queue.add(job);
        task.status = statusDuring(kind, task.status);
    }

    /** Brings the node to the present. */
    void settle() {
        var now = clock.instant();
        while (!node.queue.isEmpty() && !node.queue.get(0).ends.isAfter(now)) {
            finish(node.queue.remove(0));
        }
        node.transfers.entrySet().removeIf(entry -> {
            var done = !entry.getValue().ends.isAfter(now);
            if (done && !entry.getValue().upload) {
                node.images.add(entry.getKey());
            }
            return done;
        });
        node.rentals.forEach(rental -> endRental(rental, now));
    }

    /** P22 repairs what it sees when somebody asks: the very question starts or stops the machine. */
    void repairOnSight(TaskState task) {
        if (profile != Profile.P22) {
            return;
        }
        if (task.status.equals("running") && task.domain == Domain.SHUT_OFF) {
            queue(task, Kind.START, false, "");
        } else if (task.status.equals("closed") && task.domain == Domain.RUNNING) {
            queue(task, Kind.STOP, false, "");
        }
    }

    private void finish(Job job) {
        var task = node.tasks.get(job.taskId);
        if (task == null) {
            return;
        }
        switch (job.kind) {
            case CREATE -> finishCreation(task);
            case START, RESTART -> end(task, job.fails ? task.domain : Domain.RUNNING,
                    job.fails ? (job.kind == Kind.START ? "start error" : "restart error") : "running");
            case STOP -> finishStop(task, job.fails);
            case DELETE -> node.tasks.remove(task.taskId);
            case SNAPSHOT -> finishSnapshot(task, job.detail);
        }
    }

    private void finishCreation(TaskState task) {
        if (task.creationFails) {
            task.log.add("create domain failed: internal error: qemu unexpectedly closed the monitor");
            end(task, Domain.NONE, "create error");
        } else {
            task.log.add("create vm " + task.taskId + " successful");
            end(task, Domain.RUNNING, "running");
        }
    }

    private void finishStop(TaskState task, boolean fails) {
        if (fails) {
            // "stop error" is missing from P22's table of words, and prints as closed.
            end(task, Domain.RUNNING, profile == Profile.P22 ? "closed" : "poweroff error");
        } else {
            end(task, Domain.SHUT_OFF, "closed");
        }
    }

    private void finishSnapshot(TaskState task, String name) {
        task.snapshots.stream().filter(snapshot -> snapshot.name.equals(name))
                .forEach(snapshot -> snapshot.state = profile == Profile.P22 ? "disk-snapshot" : "none");
        end(task, Domain.SHUT_OFF, "closed");
    }

    /** A deletion that was asked for meanwhile stays the last word. */
    private static void end(TaskState task, Domain domain, String status) {
        task.domain = domain;
        if (!task.status.equals("deleting")) {
            task.status = status;
        }
    }

    private void endRental(NodeState.Rental rental, Instant now) {
        if (rental.ends.isAfter(now)) {
            return;
        }
        var gone = rental.ends.plus(KEPT_AFTER_RENTAL).isBefore(now);
        node.tasks.values().removeIf(task -> gone && task.wallet.equals(rental.wallet));
        node.tasks.values().stream().filter(task -> task.wallet.equals(rental.wallet) && task.domain == Domain.RUNNING)
                .forEach(task -> end(task, Domain.SHUT_OFF, "closed"));
    }

    private String statusDuring(Kind kind, String status) {
        return switch (kind) {
            case CREATE -> "creating";
            case START -> "starting";
            case STOP -> profile == Profile.P22 ? "stopping" : "being poweroff";
            case RESTART -> "restarting";
            case DELETE -> "deleting";
            case SNAPSHOT -> status.equals("deleting") ? status : profile == Profile.P22 ? "creating snapshot" : "snapshot creating";
        };
    }

    private static Duration duration(TaskState task, Kind kind) {
        return switch (kind) {
            // five to fifteen minutes, by the size of the disk
            case CREATE -> Duration.ofMinutes(5 + Math.min(10, task.diskGib / 100));
            case START, DELETE -> Duration.ofSeconds(20);
            case STOP -> Duration.ofSeconds(10);
            case RESTART -> Duration.ofSeconds(30);
            case SNAPSHOT -> Duration.ofMinutes(2);
        };
    }
}
